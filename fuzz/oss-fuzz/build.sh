#!/bin/bash -eu
# Builds every fuzz target into $OUT, with its seeds, dictionary and options, and the libraries that it needs beside
# it. Of the environment it reads what OSS-Fuzz and ClusterFuzzLite set: SRC, OUT, WORK, CC, CXX, CFLAGS, CXXFLAGS and
# LIB_FUZZING_ENGINE. WSGAUNTLET_SOURCE is where the tree is, if not in $SRC/wsgauntlet.

source_dir=${WSGAUNTLET_SOURCE:-$SRC/wsgauntlet}
build_dir=$WORK/wsgauntlet

cmake -G Ninja -S "$source_dir" -B "$build_dir" \
  -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g1" -DCMAKE_CXX_COMPILER="$CXX" \
  -DWS_FUZZ_ENGINE=libfuzzer -DWS_FUZZ_LIBRARY="$LIB_FUZZING_ENGINE" \
  -DWS_DEVELOPER_MODE=OFF -DWS_BUILD_TESTS=OFF -DWS_BUILD_BENCH=OFF \
  '-DCMAKE_BUILD_RPATH=$ORIGIN/lib'
cmake --build "$build_dir" --target all_fuzz_targets

mkdir -p "$OUT/lib"
for program in "$build_dir"/bin/fuzz_*; do
  name=$(basename "$program")
  target=${name#fuzz_}
  cp "$program" "$OUT/"
  # What the base image of the runner lacks; the C and C++ libraries are there.
  ldd "$program" | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' |
    grep -vE '/(libc|libm|libpthread|libdl|librt|libgcc_s|libstdc\+\+|libc\+\+|ld-linux[^/]*)\.so' |
    xargs -r -I{} cp -L {} "$OUT/lib/"
  seeds=()
  for folder in "$source_dir/corpus/$target" "$source_dir/corpus/regressions/$target"; do
    [[ ! -d $folder ]] || seeds+=("$folder")
  done
  if [[ ${#seeds[@]} -gt 0 ]]; then
    rm -f "$OUT/${name}_seed_corpus.zip"
    # A regression may stand in the corpus, too: the same name is the same content.
    find "${seeds[@]}" -type f -printf '%f\t%p\n' | sort -u -k1,1 | cut -f2 |
      zip -q -j -@ "$OUT/${name}_seed_corpus.zip"
  fi
  dictionary=$source_dir/fuzz/dictionaries/$target.dict
  [[ ! -f $dictionary ]] || cp "$dictionary" "$OUT/$name.dict"
  printf '[libfuzzer]\nmax_len = 4096\ntimeout = 25\nrss_limit_mb = 2560\n' > "$OUT/$name.options"
done
