// Top function of map.
#ifndef PROJECT_MAP_H_
#define PROJECT_MAP_H_

#include "defines.h"

void map(map_net::type_input_1 input_1[6], map_net::type_relu_1 relu_1[40]);

#endif
