#include "normalize/value.h"
