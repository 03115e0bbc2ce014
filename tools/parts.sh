# For scripts of tools/ that consist of parts: part NAME COMMAND... runs one and says how it went, whatever
# the others did; finish counts them and gives the exit code.
passed=0
failed=0
part() {
  local name=$1
  shift
  local start=$SECONDS
  if "$@"; then
    passed=$((passed + 1))
    echo "passed: $name ($((SECONDS - start)) s)"
  else
    failed=$((failed + 1))
    echo "FAILED: $name ($((SECONDS - start)) s)"
  fi
}
finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}
