#include "widgets/filterchips.h"
