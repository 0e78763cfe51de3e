#!/usr/bin/env bash
# Kills `sarap library import`, `schedule` and `release` at many moments (kill -9) and checks that the library and its text are
# the old or the new one, never a broken one.
#   kill_test.sh SARAP MOMENTS SCRATCH
set -u
sarap=$(realpath "$1") moments=${2:-20} scratch=$3
rm -rf "$scratch" && mkdir -p "$scratch" && cd "$scratch" || exit 2
fail() { echo "FAILED: $*"; exit 1; }

certificate() { # name
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.pem" -subj "/CN=$1" -days 30 \
        -addext "keyUsage=critical,digitalSignature" 2>/dev/null || exit 2
}
certificate first && certificate second
today=$(date -u +%F)
# Certificates are tested at noon of the day that the curator states; tomorrow's noon lies within them.
day=$(date -u -d "$today + 1 day" +%F)
curator="--curator first.pem --key first.key --date $day"

spectra() { # count
    for ((i = 1; i <= $1; ++i)); do printf 'Name: S%d\nID: %d\nNum Peaks: 3\n44 %d\n58 100\n91 7\n\n' "$i" "$i" $((i % 90 + 1)); done
}
spectra 2000 >a.msp
spectra 6000 >b.msp
mkdir -p text/spectra
cat >text/substances.csv <<'T'
id,name,formula,cas,inchikey,smiles,class,structure_verified
S000001,Amfetamine,C9H13N,300-62-9,KWTSXDURSIMDCE-UHFFFAOYSA-N,CC(N)Cc1ccccc1,phenethylamine,x
T
printf 'id,jurisdiction,title,clauses,note\nxa-1,XA,List,,\n' >text/lists.csv
printf 'id,jurisdiction,number,title,adopted,in_force\nact-1,XA,1,Act,2019-01-01,2020-01-01\n' >text/instruments.csv
printf 'id,substance,list,instrument,valid_from,valid_to,seen_on,basis,verified_by\n' >text/controls.csv
cat >new.toml <<'T'
why = "act 1"
[[control]]
substance = "S000001"
list = "xa-1"
instrument = "act-1"
valid_from = 2020-01-01
basis = "text"
T

killed=0 finished=0
# kill_at COMMAND...: starts it and kills it after a part of the time that it takes.
kill_at() {
    local wait=$1; shift
    "$@" >/dev/null 2>&1 &
    local process=$!
    sleep "$wait"
    if kill -9 $process 2>/dev/null; then ((++killed)); else ((++finished)); fi
    wait $process 2>/dev/null
}
seconds() { # of a command
    local begin end; begin=$(date +%s%N); "$@" >/dev/null 2>&1 || fail "$*"; end=$(date +%s%N); echo $(((end - begin) / 1000))
}

mkdir -p base whole work
"$sarap" library import a.msp -l base/a.h5 >/dev/null || fail "import"
cp base/a.h5 whole/a.h5; took=$(seconds "$sarap" library import b.msp -l whole/a.h5)
for ((i = 0; i < moments; ++i)); do
    cp base/a.h5 work/a.h5
    kill_at "$(awk "BEGIN{print $took * ($i + 0.5) / $moments / 1e6}")" "$sarap" library import b.msp -l work/a.h5
    cmp -s work/a.h5 base/a.h5 || cmp -s work/a.h5 whole/a.h5 || fail "import $i left a broken library"
    "$sarap" library import b.msp -l work/a.h5 --source again --quiet >/dev/null || fail "import after kill $i"
done

cp -r text proposed; took=$(seconds "$sarap" library schedule proposed new.toml $curator)
cp -r proposed released; release="--curator second.pem --key second.key --date $day"
took_release=$(seconds "$sarap" library release released $release -o released.h5)
for ((i = 0; i < moments; ++i)); do
    rm -rf t && cp -r text t
    kill_at "$(awk "BEGIN{print $took * ($i + 0.5) / $moments / 1e6}")" "$sarap" library schedule t new.toml $curator
    n=$(find t/proposals -name proposal.json 2>/dev/null | wc -l)
    if [ "$n" -eq 0 ]; then diff -r t text >/dev/null || fail "schedule $i changed the text"; fi
    if [ "$n" -eq 1 ]; then [ "$(ls t/proposals/P0001 | wc -l)" -eq 5 ] || fail "schedule $i left half a proposal"; fi
    "$sarap" library build t -o t.h5 --include-proposed --quiet || fail "build after schedule $i"
    rm -rf t && cp -r proposed t
    kill_at "$(awk "BEGIN{print $took_release * ($i + 0.5) / $moments / 1e6}")" "$sarap" library release t $release -o t.h5
    "$sarap" library build t -o t.h5 --quiet || fail "build after release $i"
    if [ -e t/releases ]; then
        "$sarap" library verify t.h5 >/dev/null 2>&1
        [ $? -eq 4 ] || fail "release $i left half a release"  # whole and signed; whose keys they are is not known without roots
    else
        diff -r t proposed >/dev/null || fail "release $i changed the text"
    fi
done
echo "$killed killed, $finished finished before, nothing broken"
