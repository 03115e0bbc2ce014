#!/bin/bash -eu
exec "$SRC/wsgauntlet/fuzz/oss-fuzz/build.sh"
