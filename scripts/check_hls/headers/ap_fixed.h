// Takes the place of the vendor's header of this name in the check. SPDX-License-Identifier: Apache-2.0
#include "bit_exact.h"
