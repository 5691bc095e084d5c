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
# Evaluated when first needed, so that `make setup` runs without them.
pkg = $(shell pkg-config $(1) $(2))
LIBS_base    := jansson nettle zlib libdeflate libbrotlidec
LIBS_crawler := libcurl sqlite3
LIBS_extract := libxml-2.0
LIBS_index   := xapian-core
cflags = $(or $(cached_cflags),$(eval cached_cflags := $$(call pkg,--cflags,$(LIBS_base) $(LIBS_crawler) $(LIBS_extract) $(LIBS_index)))$(cached_cflags))
libs_base    = $(call pkg,--libs,$(LIBS_base))
libs_crawler = $(call pkg,--libs,$(LIBS_crawler))
libs_extract = $(call pkg,--libs,$(LIBS_extract))
libs_index   = $(call pkg,--libs,$(LIBS_index))

# ------------------------------------------------------------- the stages
BASE    := arena buf cli date digest fault file json progress url utf8 warc
CRAWLER :=
EXTRACT :=
INDEX   :=
QUERY   :=

base    := $(BASE:%=base/%)
crawler := $(CRAWLER:%=crawler/%)
extract := $(EXTRACT:%=extract/%)
index   := $(INDEX:%=index/%)
query   := $(QUERY:%=query/%)

# ------------------------------ the tools: which objects each of them links
TOOLS :=

objects = $(patsubst %,$B/%.o,$(1))

.DEFAULT_GOAL := all
all: $(TOOLS:%=$B/bin/%)

-include mk/tools.mk mk/data.mk mk/tests.mk mk/bench.mk

$B/%.o: %.c
	@mkdir -p $(@D)
	$(CC) -std=c11 $(CWARN) $(ALLFLAGS) $(CFLAGS) $(cflags) -c -o $@ $<

$B/%.o: %.cc
	@mkdir -p $(@D)
	$(CXX) -std=c++17 $(WARN) $(ALLFLAGS) $(CXXFLAGS) $(cflags) -c -o $@ $<

clean:
	rm -rf build

.PHONY: all clean
-include $(shell find $B -name '*.d' 2>/dev/null)
