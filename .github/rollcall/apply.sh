# Makes the applications what main says now. Whichever merges, whatever time and whatever hands have changed since the last run that
# went through, all of it is in this plan: a run that was lost or cancelled is made up for by the next.
set -eu
git fetch --quiet origin '+refs/heads/main:refs/rollcall/main' '+refs/heads/rollcall/*:refs/heads/rollcall/*'
git checkout --quiet --detach refs/rollcall/main
code=0
rollcall plan --detailed-exitcode || code=$?
# 4 may be a guard that somebody has overridden in a pull request: applying looks again.
case $code in 2 | 4) ;; *) exit "$code" ;; esac
rollcall approvals fetch --out .rollcall/merges
set --
# A merge does what was shown, or nothing. Later on, what nobody was shown is done where policy asks nobody for it.
if [ "$GITHUB_EVENT_NAME" != push ]; then set -- --converge; fi
rollcall apply --merges .rollcall/merges "$@"
rollcall audit verify --format json > checkpoint.json
