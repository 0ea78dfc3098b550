# Usage: collect-kill.sh WINNOW LLVM_BIN FOLDER
# Harvests the same files alone, killed and resumed, and twice at once, and
# compares every block with its count.
set -euo pipefail
winnow=$1 tools=$2 folder=$3
files=("$tools/FileCheck" "$tools/llvm-ar" "$tools/not" "$tools/split-file" /bin/bash)

dump() { # STORE
  python3 - "$1" <<'PYTHON'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for row in db.execute("SELECT path, hex(bytes), count FROM sightings "
                      "JOIN blocks ON blocks.id = block "
                      "JOIN sources ON sources.id = source AND finished "
                      "ORDER BY path, bytes"):
    print(*row)
PYTHON
}

"$winnow" collect "${files[@]}" -o "$folder/alone.db" > /dev/null 2>&1
dump "$folder/alone.db" > "$folder/alone.txt"
[ "$(wc -l < "$folder/alone.txt")" -gt 10000 ]

for delay in 0.1 0.2 0.4; do
  "$winnow" collect "${files[@]}" -o "$folder/killed.db" > /dev/null 2>&1 &
  victim=$!
  sleep "$delay"
  kill -9 "$victim" 2> /dev/null || true
  wait "$victim" || true
done
"$winnow" collect "${files[@]}" -o "$folder/killed.db" > /dev/null 2>&1
dump "$folder/killed.db" | cmp - "$folder/alone.txt"

"$winnow" collect "${files[@]}" -o "$folder/two.db" > /dev/null 2>&1 &
"$winnow" collect "${files[@]}" -o "$folder/two.db" > /dev/null 2>&1
wait $!
dump "$folder/two.db" | cmp - "$folder/alone.txt"
