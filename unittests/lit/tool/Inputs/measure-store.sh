# Usage: measure-store.sh WINNOW FOLDER
set -euo pipefail
winnow=$1 folder=$2

# 600 blocks: mov $n, %eax and a null pointer for every third of them.
for i in $(seq 600); do
  printf 'b8%02x%02x0000%s\n' $((i % 256)) $((i / 256)) \
    "$([ $((i % 3)) -ne 0 ] || echo 31c9488b09)"
done > "$folder/blocks.hex"

count() { # STORE CONDITION
  python3 - "$1" "$2" <<'PYTHON'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print(db.execute("SELECT count(*) FROM measurements WHERE " + sys.argv[2])
      .fetchone()[0])
PYTHON
}

"$winnow" measure --patience=1 --limit=1 -o "$folder/killed.db" \
  "$folder/blocks.hex" > /dev/null 2>&1
[ "$(count "$folder/killed.db" 1=1)" -eq 1 ]
for delay in 0.2 0.4; do
  "$winnow" measure --patience=1 -o "$folder/killed.db" > /dev/null 2>&1 &
  victim=$!
  sleep "$delay"
  kill -9 "$victim" 2> /dev/null || true
  wait "$victim" || true
done
"$winnow" measure --patience=1 -o "$folder/killed.db" > /dev/null 2>&1 &
"$winnow" measure --patience=1 -o "$folder/killed.db" > /dev/null 2>&1
wait $!
[ "$(count "$folder/killed.db" 1=1)" -eq 600 ]
# A block that faults is never ok; on a core that is never quiet it may be lost.
[ "$(count "$folder/killed.db" "status IN ('ok', 'unstable')")" -le 400 ]
[ "$(count "$folder/killed.db" "status IN ('sigsegv', 'lost')")" -ge 200 ]
