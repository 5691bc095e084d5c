# jianbao - the build reads like the architecture: one folder a stage,
# includes point one way: base <- crawler <- extract <- index <- query.
#
#   make            the tools, in build/bin         make check    all quick tests
#   make demo       the main job on a sample site   make help     every target

# ---------------------------------------------------------------- settings
PREFIX  ?= /usr/local
DESTDIR ?=
VERSION := 0.1.0
CC      ?= gcc
CXX     ?= g++
EVAL    ?= ../shared/eval
SECONDS ?= 60
PYTHON  ?= /usr/bin/python3
# make V=1 shows the commands
ifdef V
Q   :=
say := @:
else
Q   := @
say := @echo
endif

ifdef SAN
VARIANT := san
TUNE    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
else ifdef DEBUG
VARIANT := debug
TUNE    := -O0 -g
else ifdef COVER
VARIANT := cover
TUNE    := -O0 -g --coverage -DJIANBAO_COVERAGE
else ifdef FUZZ
VARIANT := fuzz
TUNE    := -O1 -g -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
CC      := clang
CXX     := clang++
else
VARIANT := release
TUNE    := -O2 -g
endif
B := build/$(VARIANT)

WARN   := -Wall -Wextra -Wpedantic -Wshadow -Wformat=2 -Wvla -Wundef -Wcast-qual -Wwrite-strings
CWARN  := $(WARN) -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
ifneq ($(filter release debug,$(VARIANT)),)
HARDEN     := $(if $(DEBUG),,-D_FORTIFY_SOURCE=2 -fstack-clash-protection) -fstack-protector-strong -fPIE
LINKHARDEN := -pie -Wl,-z,relro,-z,now
endif
ALLFLAGS := $(TUNE) $(HARDEN) -I. -D_GNU_SOURCE -DJIANBAO_VERSION='"$(VERSION)"' -MMD -MP

# --------------------------------- what it needs, as Debian 12 calls it
PACKAGES := gcc g++ pkg-config libjansson-dev nettle-dev zlib1g-dev libisal-dev libdeflate-dev libbrotli-dev libzstd-dev libseccomp-dev \
            libcurl4-openssl-dev libsqlite3-dev libidn2-dev libxml2-dev libxapian-dev unicode-data opencc python3-jieba
PACKAGES_demo  := python3
PACKAGES_check := $(PACKAGES_demo) perl jq curl libcmocka-dev libmicrohttpd-dev python3-jsonschema mandoc \
                  clang clang-tidy cppcheck
PACKAGES_check += nginx openssl libxml2-utils
PACKAGES_bench := python3-xapian groonga-bin nginx wget wget2 curl time
PACKAGES_deep  := $(PACKAGES_check) libclang-rt-14-dev llvm-14 valgrind util-linux

# ------------------------------------------------ libraries, by pkg-config
LIBRARIES := jansson nettle zlib libidn2 libisal libdeflate libbrotlidec libzstd libcurl sqlite3 libxml-2.0 libseccomp xapian-core
pkg = $(shell pkg-config $(1) $(2))
# asked once, when a recipe first needs it, so that `make setup` runs without
cflags = $(eval cflags := $(call pkg,--cflags,$(LIBRARIES)))$(cflags)
libs   = $(eval libs := $(call pkg,--libs,$(LIBRARIES)))$(libs)

# ------------------------------------------------------------- the stages
BASE    := arena buf cli date deflate digest fault file http idn json progress url utf8 warc xml
CRAWLER := archive crawl discover feeds fetch frontier gate guard hosts journal links lists pages render robots scope trail visit
EXTRACT := article attributes blocks decode dump elements html html_tags lines references script tables tokens tree
EXTRACT += formats input mhtml sandbox story worker figure_names record verdict
EXTRACT += anchors credits credit_people credit_words dates embedded image next rules
EXTRACT += title title_likely title_resolve title_suffix title_text
EXTRACT += carriers meta meta_beside meta_bylines meta_channel meta_dates meta_lines meta_marks meta_names meta_tags
EXTRACT += lexicon classify pass_lexicon pass_boxes pass_density pass_title pass_region pass_boundary
EXTRACT += pass_repetition pass_glue pass_notices
EXTRACT += fingerprint
EXTRACT += decimal figure_amount figure_check figure_clause figure_context figure_glyphs figure_group
EXTRACT += figure_lexicon figure_mark figure_metric figure_numeral figure_period figure_point figure_unit figure_worth
EXTRACT += figure_rows figure_scan figure_table figures
INDEX   := batch compact dictionary entry glass_table intake inverter lanes load packing reprints segment schema shelf store survey term_order terms
QUERY   := amount chart cite closeness columns corpus count field figure_match figure_query highlight leaves lexer listing match paint parse
QUERY   += period plan plan_print print rows saved search session snippet stories suggest synonyms view_explain view_facet
QUERY   += view_figures view_kwic view_list view_reprints view_sample view_terms

base    := $(BASE:%=base/%)
crawler := $(CRAWLER:%=crawler/%)
extract := $(EXTRACT:%=extract/%)
index   := $(INDEX:%=index/%)
query   := $(QUERY:%=query/%)

# what index and query need of extraction
record  := extract/figure_names extract/fingerprint extract/record

# ------------------- the tools: the objects and libraries each of them links
# jb-NAME     := its main, then the stages that it stands on
# jb-NAME_libs:= pkg-config names
TOOLS :=
TOOLS += jb-extract
jb-extract      := extract/jb-extract $(extract) $(base)
jb-extract_libs := jansson nettle zlib libidn2 libisal libdeflate libbrotlidec libzstd libxml-2.0 libseccomp
TOOLS += jb-figures
jb-figures      := extract/jb-figures $(extract) $(base)
jb-figures_libs := jansson nettle zlib libidn2 libisal libdeflate libbrotlidec libzstd libxml-2.0 libseccomp

TOOLS += jb-crawl
jb-crawl := crawler/jb-crawl $(crawler) $(base)
jb-crawl_libs := libcurl sqlite3 jansson nettle zlib libidn2 libisal libdeflate libbrotlidec libzstd

TOOLS += jb-index
jb-index      := index/jb-index $(index) $(record) $(base)
jb-index_libs := jansson nettle zlib libidn2 libisal libdeflate libbrotlidec libzstd xapian-core

TOOLS += jb-query
jb-query      := query/jb-query $(query) $(index) $(record) extract/decimal $(base)
jb-query_libs := jansson nettle zlib libidn2 libisal libdeflate libbrotlidec libzstd xapian-core

# --------------------------------------- data files, laid out as installed
# DATA := source-path:path-below-share/jianbao ...
DATA :=
DATA += crawler/lexicon/next-page.txt:next-page.txt
DATA += $(foreach f,labels names,extract/credits/$f.txt:credits/$f.txt)
DATA += $(foreach f,.gov.cn mp.weixin.qq.com,extract/rules/$f.txt:rules/$f.txt)
DATA += $(foreach f,$(wildcard extract/lexicon/*.txt),$f:$(f:extract/lexicon/%=lexicon/%))
DATA += $(foreach f,$(wildcard extract/lexicon/figures/*.t*),$f:$(f:extract/lexicon/%=%))
DATA += query/lexicon/synonyms.txt:query/synonyms.txt

.DEFAULT_GOAL := all
TOOL_FILES := $(TOOLS:%=$B/bin/%)
DATA_FILES := $(foreach d,$(DATA),$B/share/jianbao/$(lastword $(subst :, ,$d)))
DATA_FILES += $(addprefix $B/share/jianbao/index/,fold.bin words.bin)
all: $(TOOL_FILES) $(DATA_FILES)

# ------------------------------------------------------------------- rules
define tool_rule
$B/bin/$(1): $$($(1):%=$B/%.o)
	@mkdir -p $$(@D)
	$$(say) LINK $$@
	$$(Q)$$(CXX) $$(TUNE) $$(LINKHARDEN) $$(LDFLAGS) -o $$@ $$^ $$(call pkg,--libs,$$($(1)_libs)) -lm
endef
$(foreach t,$(TOOLS),$(eval $(call tool_rule,$t)))

define data_rule
$B/share/jianbao/$(lastword $(subst :, ,$(1))): $(firstword $(subst :, ,$(1)))
	@mkdir -p $$(@D)
	cp $$< $$@
endef
$(foreach d,$(DATA),$(eval $(call data_rule,$d)))

# Large tables are compiled from Debian's packages: the Unicode Character
# Database, OpenCC's Traditional characters, jieba's dictionary.
UNICODE_DATA := /usr/share/unicode/UnicodeData.txt
OPENCC_TABLE := /usr/share/opencc/TSCharacters.ocd2
JIEBA_WORDS  := /usr/lib/python3/dist-packages/jieba/dict.txt
compile_objects := base/buf base/digest base/fault base/file base/utf8
$B/compile-%: $B/index/compile-%.o $(compile_objects:%=$B/%.o)
	$(say) LINK $@
	$(Q)$(CC) $(TUNE) $(LINKHARDEN) $(LDFLAGS) -o $@ $^ $(call pkg,--libs,nettle zlib) -lm
$B/TSCharacters.txt: $(OPENCC_TABLE)
	@mkdir -p $(@D)
	$(say) TABLE $@
	$(Q)opencc_dict -i $< -o $@ -f ocd2 -t text
$B/share/jianbao/index/fold.bin: $B/compile-fold $(UNICODE_DATA) $B/TSCharacters.txt
	@mkdir -p $(@D)
	$(say) TABLE $@
	$(Q)$^ $@
$B/share/jianbao/index/words.bin: $B/compile-words $B/share/jianbao/index/fold.bin $(JIEBA_WORDS) index/lexicon/words.txt
	$(say) TABLE $@
	$(Q)$< $B/share/jianbao/index/fold.bin $@ $(wordlist 3,4,$^)

$B/%.o: %.c
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) -std=c11 $(CWARN) $(ALLFLAGS) $(CFLAGS) $(cflags) -c -o $@ $<

$B/%.o: %.cc
	@mkdir -p $(@D)
	$(say) C++ $@
	$(Q)$(CXX) -std=c++17 $(WARN) $(ALLFLAGS) $(CXXFLAGS) $(cflags) -c -o $@ $<

# ------------------------------------------------------------------- tests
# A program for each tests/unit/test_*.c, linked with all modules.
$B/libjianbao.a: $(patsubst %,$B/%.o,$(base) $(crawler) $(extract) $(index) $(query)) Makefile
	@rm -f $@
	$(say) AR $@
	$(Q)$(AR) rcs $@ $(filter %.o,$^)

unit := $(patsubst tests/unit/%.c,$B/tests/%,$(wildcard tests/unit/test_*.c))
$B/tests/%: $B/tests/unit/%.o $B/libjianbao.a
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CXX) $(TUNE) $(LINKHARDEN) $(LDFLAGS) -o $@ $^ $(libs) -lcmocka -lm

# A program for each tests/fuzz/fuzz_*.c: libFuzzer's with FUZZ=1, else one
# that replays files.
fuzz := $(patsubst tests/fuzz/%.c,$B/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz_driver := $(if $(FUZZ),,$B/tests/fuzz/replay.o)
$B/fuzz/%: $B/tests/fuzz/%.o $(fuzz_driver) $B/libjianbao.a
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CXX) $(TUNE) $(if $(FUZZ),-fsanitize=fuzzer) $(LINKHARDEN) $(LDFLAGS) -o $@ $^ $(libs) -lm

# Fails the n-th allocation, write … of a tool (tests/fault).
$B/tests/preload.so: tests/fault/preload.c
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) -std=c11 $(CWARN) -Wno-missing-prototypes -O1 -g -D_GNU_SOURCE -shared -fPIC -o $@ $< -ldl

# The HTTP server of the tests and the demo, well-behaved and not.
$B/tests/jb-serve: $(patsubst %,$B/%.o,tests/server/jb-serve base/buf base/fault)
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(TUNE) $(LINKHARDEN) $(LDFLAGS) -o $@ $^ -lz

programs: all $(unit) $(fuzz) $B/tests/preload.so $B/tests/jb-serve

# jb-extract against the floor: the same pages through libxml2's tree builder.
$B/bench/%: $B/bench/%.o $B/libjianbao.a
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CXX) $(TUNE) $(LINKHARDEN) $(LDFLAGS) -o $@ $^ $(libs) -lm

bench-search: all
	@$(MAKE) -s setup PACKAGES="$(PACKAGES) $(PACKAGES_bench)"
	@bench/search $B $(ARTICLES)

bench-crawl:
	@$(MAKE) -s setup PACKAGES="$(PACKAGES) $(PACKAGES_bench)"
	@$(MAKE) all
	@PYTHON=$(PYTHON) JB_BIN=$B/bin bench/crawl

bench: all $B/bench/dom_parse
	@bench/extract $B $(EVAL)

check-unit: all $(unit)
	@tests/run-unit $(unit)

check:
	@$(MAKE) -s setup PACKAGES="$(PACKAGES) $(PACKAGES_check)"
	@MAKE="$(MAKE)" PYTHON=$(PYTHON) tests/check

check-deep:
	@$(MAKE) -s setup PACKAGES="$(PACKAGES) $(PACKAGES_deep)"
	@MAKE="$(MAKE)" PYTHON=$(PYTHON) tests/check-deep

fuzz:
	@$(MAKE) -s setup PACKAGES="$(PACKAGES) $(PACKAGES_deep)"
	@$(MAKE) FUZZ=1 programs
	@tests/fuzz/run $(SECONDS)

lint:
	@$(MAKE) -s setup PACKAGES="$(PACKAGES) $(PACKAGES_check)"
	@MAKE="$(MAKE)" PYTHON=$(PYTHON) CFLAGS_lint="-I. -D_GNU_SOURCE $(CWARN) $(cflags)" tests/lint/all

cover:
	@$(MAKE) -s setup PACKAGES="$(PACKAGES) $(PACKAGES_deep)"
	@$(MAKE) COVER=1 programs
	@PYTHON=$(PYTHON) tests/cover

eval: all
	@EVAL="$(EVAL)" JB_BIN=$B/bin $(PYTHON) tests/eval.py

# -------------------------------------------------------------------- users
setup:
	@tests/setup $(PACKAGES)

demo:
	@$(MAKE) -s setup PACKAGES="$(PACKAGES) $(PACKAGES_demo)"
	@$(MAKE) -j$$(nproc) all
	@JB_BIN=$B/bin PYTHON=$(PYTHON) tests/site/demo

bindir   := $(DESTDIR)$(PREFIX)/bin
sharedir := $(DESTDIR)$(PREFIX)/share/jianbao
docdir   := $(DESTDIR)$(PREFIX)/share/doc/jianbao
mandir   := $(DESTDIR)$(PREFIX)/share/man
MAN  := $(wildcard $(TOOLS:%=*/%.1) */*.5 */*.7)
DOCS := README.md README.zh.md LICENSE $(wildcard docs/*.md docs/*.json docs/*.svg docs/*.rng)

install: all
	install -d $(bindir) $(docdir)
	$(if $(TOOL_FILES),install -m 755 $(TOOL_FILES) $(bindir))
	install -m 644 $(DOCS) $(docdir)
	for m in $(MAN); do install -D -m 644 $$m $(mandir)/man$${m##*.}/$${m##*/} || exit; done
	cd $B/share/jianbao && find . -type f | while read -r f; do install -D -m 644 "$$f" "$(sharedir)/$$f" || exit; done

uninstall:
	rm -f $(TOOLS:%=$(bindir)/%)
	for m in $(MAN); do rm -f $(mandir)/man$${m##*.}/$${m##*/}; done
	rm -rf $(sharedir) $(docdir)

clean:
	rm -rf build

help:
	@sed -n 's/^#: //p' $(firstword $(MAKEFILE_LIST))

#: make              the tools, in build/release/bin (V=1 shows the commands)
#: make DEBUG=1      without optimisation, in build/debug
#: make SAN=1        with AddressSanitizer and UBSan, in build/san
#: make setup        install what building needs (apt-get), or say how
#: make demo         crawl, extract, index and query a sample site
#: make check        every quick test, and how long each part took
#: make check-deep   the abuse tests: kills, full disk, faults, valgrind
#: make check-unit   the unit tests only
#: make lint         house rules, compilers' and analysers' warnings, man pages
#: make cover        how many lines the tests reach
#: make fuzz         each fuzz target for SECONDS=60
#: make bench        jb-extract beside libxml2's tree builder, over EVAL's pages
#: make bench-search indexing and searching beside plain Xapian and SQLite FTS5
#: make bench-crawl  crawling beside wget, wget2 and curl
#: make eval         the scorers in EVAL=../shared/eval, against the bars
#: make install      to PREFIX=/usr/local, under DESTDIR; make uninstall
#: make clean        remove build/
#: make help         this list

.PHONY: all programs bench bench-crawl bench-search check-unit check check-deep fuzz lint cover eval setup demo install uninstall clean help
.PRECIOUS: $B/%.o
-include $(shell find $B -name '*.d' 2>/dev/null)
