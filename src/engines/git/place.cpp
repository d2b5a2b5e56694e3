// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/place.h"
