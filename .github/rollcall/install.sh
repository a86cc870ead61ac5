# Installs Rollcall from where `.github/rollcall-pin` says (URL and full id of a commit), and runs no script of any dependency.
set -eu
read -r source commit < .github/rollcall-pin
case $commit in *[!0-9a-f]*) exit 3 ;; esac
[ "${#commit}" -eq 40 ]
home=$RUNNER_TEMP/rollcall
git clone --quiet --no-checkout "$source" "$home"
git -C "$home" checkout --quiet --detach "$commit"
(cd "$home" && npm ci --ignore-scripts && npm run --silent build)
mkdir "$home/bin"
printf '#!/bin/sh\nexec node "%s/dist/bin/rollcall.js" "$@"\n' "$home" > "$home/bin/rollcall"
chmod +x "$home/bin/rollcall"
echo "$home/bin" >> "$GITHUB_PATH"
