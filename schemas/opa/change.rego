# METADATA
# scope: subpackages
# schemas:
#   - input: schema.change
package rollcall
