# Plans what pull request $NUMBER at $HEAD_SHA would do, says so there, and signs a record of it. Nothing of the pull request is run:
# its files are read as git objects, and the policies of its base judge.
set -eu
merge=refs/rollcall/merge
git fetch --quiet origin "+refs/pull/$NUMBER/merge:$merge" '+refs/heads/main:refs/rollcall/main' \
  '+refs/heads/rollcall/*:refs/heads/rollcall/*'
base=$(git rev-parse --verify --quiet "$merge^1")
git merge-base --is-ancestor "$base" refs/rollcall/main
# rollcall.yaml says where tokens are sent: a change to it is planned by hand, by somebody who has read it.
git diff --exit-code --stat "$base" "$merge" -- rollcall.yaml
rollcall validate --ref "$merge"
# What was said of this head since it was shown.
rollcall approvals fetch --pull-request "$NUMBER" --ref "$merge" --out .rollcall/shown
set --
for file in .rollcall/shown/*/approvals.json; do
  if [ -f "$file" ]; then set -- --approvals "$file"; fi
done
rollcall plan --ref "$merge" --policies-from "$base" --pull-request "$NUMBER" --check \
  --bind record.json --for "$NUMBER" --head "$HEAD_SHA" "$@"
