#!/usr/bin/env bash
# Kills `sarap batch` at many random moments (kill -9), resumes it, and checks that the case folder is byte for byte that of an
# undisturbed run and that its log verifies.
#   kill_test.sh SARAP MOMENTS SCRATCH [SEQUENCE LIBRARY]
# Without SEQUENCE a day of eight injections is made from tests/data/exhibit and searched in the starter library.
set -u
sarap=$(realpath "$1") moments=${2:-20} scratch=$3 sequence=${4:-} library=${5:-}
own=$(realpath "$(dirname "$0")/../data/exhibit")
[ -n "$sequence" ] && sequence=$(realpath "$sequence")
options=(--as-of 2026-11-01 --quiet)
[ -n "$library" ] && options+=(-l "$(realpath "$library")")
rm -rf "$scratch" && mkdir -p "$scratch" && cd "$scratch" || exit 2
fail() { echo "FAILED: $*"; exit 1; }

if [ -z "$sequence" ]; then
    sequence=$PWD/sequence.csv
    echo "file,sample,type,case,exhibit,technique" >"$sequence"
    for i in 1 2 3; do
        echo "$own/blank.mzML,B$i,blank,,,gcms"
        echo "$own/exhibit.mzML,X$i,exhibit,K-1,E/$i,gcms"
        echo "$own/exhibit.jdx,R$i,exhibit,K-1,E/$i,raman"
    done >>"$sequence"
fi
start=$(date +%s%N)
"$sarap" batch "$sequence" -o whole "${options[@]}" 2>/dev/null || fail "the undisturbed run"
length=$((($(date +%s%N) - start) / 1000000))
"$sarap" verify whole >/dev/null || fail "the undisturbed run does not verify"
RANDOM=8
killed=0 twice=0
for ((i = 1; i <= moments; ++i)); do
    rm -rf case
    # Every third run is killed twice, the second time while it resumes.
    for ((kill = 0; kill < (i % 3 == 0 ? 2 : 1); ++kill)); do
        resume=()
        [ "$kill" -gt 0 ] && resume=(--resume) && twice=$((twice + 1))
        "$sarap" batch "$sequence" -o case "${options[@]}" "${resume[@]}" 2>/dev/null &
        process=$!
        wait_ms=$((RANDOM * RANDOM % (length + 1)))
        sleep "$(printf '%d.%03d' $((wait_ms / 1000)) $((wait_ms % 1000)))"
        kill -9 "$process" 2>/dev/null && killed=$((killed + 1))
        wait "$process" 2>/dev/null
    done
    "$sarap" batch "$sequence" -o case "${options[@]}" --resume 2>/dev/null || fail "moment $i ($wait_ms ms): resume ends with $?"
    diff -r whole case >/dev/null || fail "moment $i ($wait_ms ms): $(diff -rq whole case | head -n 3)"
    "$sarap" verify case >/dev/null || fail "moment $i ($wait_ms ms): the case does not verify"
done
echo "batch: $moments moments within $length ms, $killed killed alive, $twice of them while resuming: every folder equal, every log verified"
