# Fetches the record of the pull request that $GITHUB_SHA merged, and what its reviewers said; fetches nothing where there is none. The
# record is believed for its signature alone, whoever put it there.
set -eu
api() { gh api "repos/$GITHUB_REPOSITORY/$1"; }
found=$(api "commits/$GITHUB_SHA/pulls" |
  jq -r --arg sha "$GITHUB_SHA" 'map(select(.merge_commit_sha == $sha))[0] // empty | "\(.number) \(.head.sha)"')
[ -n "$found" ] || exit 0
number=${found% *} head=${found#* }
artifact=$(api "actions/artifacts?name=rollcall-record-$number-$head" |
  jq -r '.artifacts | map(select(.expired | not)) | sort_by(.created_at) | last // empty | .id')
[ -n "$artifact" ] || exit 0
api "actions/artifacts/$artifact/zip" > record.zip
unzip -q -o record.zip record.json record.json.sig
printf '%s\n' "$found" > record.of
operations=$(jq -r .operations record.json)
gh api --paginate "repos/$GITHUB_REPOSITORY/pulls/$number/reviews" |
  jq --slurp --arg head "$head" --arg operations "$operations" '{ reviews: [.[][] | {
    operations: (if .commit_id == $head then $operations else null end),
    by: .user.login, at: .submitted_at, state: .state, bot: (.user.type == "Bot")
  }] }' > approvals.json
