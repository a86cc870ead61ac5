# METADATA
# scope: subpackages
# schemas:
#   - input: schema.plan
package rollcall.plan
