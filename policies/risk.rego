# The risk of a change as readers see it, with the parts that it is made of: score.rego works it out.
package rollcall

import data.rollcall.score
import rego.v1

risk contains {"score": score.total, "factors": score.factors} if score.total > 0
