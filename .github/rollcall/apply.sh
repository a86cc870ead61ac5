# Makes the applications what main says now. Whichever merges, whatever time and whatever hands have changed since the last run that
# went through, all of it is in this plan: a run that was lost or cancelled is made up for by the next.
set -eu
git fetch --quiet origin '+refs/heads/main:refs/rollcall/main' '+refs/heads/rollcall/*:refs/heads/rollcall/*'
git checkout --quiet --detach refs/rollcall/main
code=0
rollcall plan --detailed-exitcode --out next.plan.json || code=$?
if [ "$code" -eq 0 ]; then exit 0; fi
if [ "$code" -ne 2 ]; then exit "$code"; fi
# A merge is applied as it was shown, or not by its own run. Where main has moved on since, that merge's run comes next.
if [ -f record.json ] && [ "$GITHUB_EVENT_NAME" != schedule ] && [ "$(git rev-parse HEAD)" = "$GITHUB_SHA" ]; then
  read -r number head < record.of
  rollcall apply --bound record.json --for "$number" --head "$head" --approvals approvals.json
else
  rollcall apply next.plan.json
fi
rollcall audit verify --format json > checkpoint.json
