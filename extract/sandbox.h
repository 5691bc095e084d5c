/* sandbox - a worker gives up what parsing does not need: no new files, no
 * network, no new programs, no new privileges (libseccomp, prctl(2)).
 *
 * A system call outside the list fails with EPERM, so a parser that is led
 * astray gets an error, not a file.  Where the kernel or a debugging run
 * (sanitizers need more calls) does not allow a filter, the worker keeps its
 * resource limits and no-new-privileges. */
#ifndef JIANBAO_EXTRACT_SANDBOX_H
#define JIANBAO_EXTRACT_SANDBOX_H

#include <stdbool.h>

#include "base/fault.h"

/* Enters the sandbox; there is no way out of it.  *filtered tells whether the
 * filter stands.  False (FAULT_IO) only when no-new-privileges is refused. */
bool sandbox_enter(bool *filtered, struct fault *fault);

#endif
