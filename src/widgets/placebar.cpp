#include "widgets/placebar.h"
