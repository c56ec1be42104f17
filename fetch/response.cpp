#include "fetch/response.h"
