// 2 constants of conv_transpose2d_1.
const ap_fixed<8,3> bias_conv_transpose2d_1[2] = {
    0.0, 0.0};
