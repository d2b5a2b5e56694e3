#include "widgets/findbar.h"
