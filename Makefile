# SPDX-License-Identifier: LGPL-2.1-or-later
# make          sets up, builds guardgen, regenerates out/gpiod, builds it for every Python, runs the demo
# make check    every test; the last line is 'N passed, N failed, N skipped'
# make demo     the demo alone; on hardware: make demo CHIP=/dev/gpiochip0 LINES=4,5
# make check-kernel   the Python tests on a real kernel's gpio-sim; check-smp: with two processors
# make check-tsan     the threads under ThreadSanitizer, and the core without Python
# make check-mutants  that the tests notice every safety step that is taken out; ARGS="package read"
# make check-storm    ten million calls under the race checker
# make check-ci       all of these
# make check-official the official package's own tests without their locks, twenty times, on ours
# make check-programs programs from the package index, and libgpiod's examples, on both packages
# make check-debug    CPython's debug builds: its assertions, and a hunt for leaks
# make check-sanitize the extension under AddressSanitizer, UBSan and LeakSanitizer
# make check-next     make check on a free-threaded CPython 3.15
# make check-fuzz     that the fuzzer finds mistakes that are made
# make check-all      everything
# make demo-kernel    the demo on it
# make bench          what calls cost; ARGS=--quick
# make instructions   instructions per call, held against what is recorded; ARGS=--record
# make fuzz           hostile calls; ARGS="--minutes 60 --python cp314t --sanitize"
# make lint | regenerate | print-pythons | install-packages | clean
#
# What they do is in tools/guardtools/.

PYTHON ?= python3
export PYTHONPATH := $(CURDIR)/tools:$(CURDIR)/tests
VERBS  := make check check-kernel check-smp check-tsan check-mutants check-storm check-ci \
	check-official check-programs check-debug check-sanitize check-next check-fuzz check-all \
	fuzz demo demo-kernel bench instructions lint regenerate print-pythons install-packages clean

.PHONY: $(VERBS)
$(VERBS):
	@command -v $(PYTHON) >/dev/null || { echo "guardgen: $(PYTHON) is missing: install Python 3.10 or newer" >&2; exit 1; }
	@$(PYTHON) -m guardtools $@ $(ARGS)

make demo: ARGS = $(if $(CHIP),--chip=$(CHIP) --lines=$(LINES))
