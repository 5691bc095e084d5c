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
else
VARIANT := release
TUNE    := -O2 -g
endif
B := build/$(VARIANT)

WARN   := -Wall -Wextra -Wpedantic -Wshadow -Wformat=2 -Wvla -Wundef -Wcast-qual -Wwrite-strings
CWARN  := $(WARN) -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
ifndef SAN
HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE
ifdef DEBUG
HARDEN := -fstack-protector-strong -fPIE
endif
LINKHARDEN := -pie -Wl,-z,relro,-z,now
endif
ALLFLAGS := $(TUNE) $(HARDEN) -I. -D_GNU_SOURCE -DJIANBAO_VERSION='"$(VERSION)"' -MMD -MP

# ------------------------------------------------ libraries, by pkg-config
LIBRARIES := jansson nettle zlib libdeflate libbrotlidec libcurl sqlite3 libxml-2.0 xapian-core
pkg = $(shell pkg-config $(1) $(2))
# asked once, when a recipe first needs it, so that `make setup` runs without
cflags = $(eval cflags := $(call pkg,--cflags,$(LIBRARIES)))$(cflags)
libs   = $(eval libs := $(call pkg,--libs,$(LIBRARIES)))$(libs)

# ------------------------------------------------------------- the stages
BASE    := arena buf cli date digest fault file json progress utf8
CRAWLER :=
EXTRACT := figure_names record
INDEX   :=
QUERY   :=

base    := $(BASE:%=base/%)
crawler := $(CRAWLER:%=crawler/%)
extract := $(EXTRACT:%=extract/%)
index   := $(INDEX:%=index/%)
query   := $(QUERY:%=query/%)

# ------------------- the tools: the objects and libraries each of them links
# jb-NAME     := its main, then the stages that it stands on
# jb-NAME_libs:= pkg-config names
TOOLS :=

# --------------------------------------- data files, laid out as installed
# DATA := source-path:path-below-share/jianbao ...
DATA :=

.DEFAULT_GOAL := all
TOOL_FILES := $(TOOLS:%=$B/bin/%)
DATA_FILES := $(foreach d,$(DATA),$B/share/jianbao/$(lastword $(subst :, ,$d)))
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
$B/libjianbao.a: $(patsubst %,$B/%.o,$(base) $(crawler) $(extract) $(index) $(query))
	@rm -f $@
	$(say) AR $@
	$(Q)$(AR) rcs $@ $^

unit := $(patsubst tests/unit/%.c,$B/tests/%,$(wildcard tests/unit/test_*.c))
$B/tests/%: $B/tests/unit/%.o $B/libjianbao.a
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CXX) $(TUNE) $(LINKHARDEN) $(LDFLAGS) -o $@ $^ $(libs) -lcmocka -lm

check-unit: all $(unit)
	@for t in $(unit); do $$t 2>&1 | tee $B/tests/last.log | grep -E '^\[  (FAILED|ERROR)|PASSED' ; \
	  grep -q 'PASSED' $B/tests/last.log && ! grep -q 'FAILED' $B/tests/last.log || { cat $B/tests/last.log; exit 1; }; done

clean:
	rm -rf build

.PHONY: all clean check-unit
.SECONDARY:
-include $(shell find $B -name '*.d' 2>/dev/null)
