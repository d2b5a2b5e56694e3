#include "widgets/recordview.h"
