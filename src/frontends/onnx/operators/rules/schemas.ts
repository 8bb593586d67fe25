// Written by scripts/onnx_schemas.py from onnx 1.23.2.

/**
 * Operators of ONNX's own domain, a line for each version in which something of it changed: type, version, numbers of
 * inputs and outputs, then the attributes with their types. `*` is any number, `!` an attribute that must be there, and
 * `gone` a version that no longer has the operator.
 */
export const ONNX_SCHEMAS = `
Abs 1 1 1 consumed_inputs:ints
Abs 6 1 1
Add 1 2 1 axis:int broadcast:int consumed_inputs:ints
Add 6 2 1 axis:int broadcast:int
Add 7 2 1
And 1 2 1 axis:int broadcast:int
And 7 2 1
ArgMax 1 1 1 axis:int keepdims:int
ArgMax 12 1 1 axis:int keepdims:int select_last_index:int
AveragePool 1 1 1 auto_pad:string kernel_shape:ints! pads:ints strides:ints
AveragePool 7 1 1 auto_pad:string count_include_pad:int kernel_shape:ints! pads:ints strides:ints
AveragePool 10 1 1 auto_pad:string ceil_mode:int count_include_pad:int kernel_shape:ints! pads:ints strides:ints
AveragePool 19 1 1 auto_pad:string ceil_mode:int count_include_pad:int dilations:ints kernel_shape:ints! pads:ints strides:ints
BatchNormalization 1 5 1-5 consumed_inputs:ints! epsilon:float is_test:int momentum:float spatial:int
BatchNormalization 6 5 1-5 epsilon:float is_test:int momentum:float spatial:int
BatchNormalization 7 5 1-5 epsilon:float momentum:float spatial:int
BatchNormalization 9 5 1-5 epsilon:float momentum:float
BatchNormalization 14 5 1-3 epsilon:float momentum:float training_mode:int
Cast 1 1 1 to:string!
Cast 6 1 1 to:int!
Cast 19 1 1 saturate:int to:int!
Cast 24 1 1 round_mode:string saturate:int to:int!
Ceil 1 1 1 consumed_inputs:ints
Ceil 6 1 1
Celu 12 1 1 alpha:float
Clip 1 1 1 consumed_inputs:ints max:float min:float
Clip 6 1 1 max:float min:float
Clip 11 1-3 1
Concat 1 1-* 1 axis:int
Concat 4 1-* 1 axis:int!
Constant 1 0 1 value:tensor!
Constant 11 0 1 sparse_value:sparse_tensor value:tensor
Constant 12 0 1 sparse_value:sparse_tensor value:tensor value_float:float value_floats:floats value_int:int value_ints:ints value_string:string value_strings:strings
ConstantOfShape 9 1 1 value:tensor
Conv 1 2-3 1 auto_pad:string dilations:ints group:int kernel_shape:ints pads:ints strides:ints
ConvTranspose 1 2-3 1 auto_pad:string dilations:ints group:int kernel_shape:ints output_padding:ints output_shape:ints pads:ints strides:ints
DepthToSpace 1 1 1 blocksize:int!
DepthToSpace 11 1 1 blocksize:int! mode:string
DequantizeLinear 10 2-3 1
DequantizeLinear 13 2-3 1 axis:int
DequantizeLinear 21 2-3 1 axis:int block_size:int
DequantizeLinear 23 2-3 1 axis:int block_size:int output_dtype:int
Div 1 2 1 axis:int broadcast:int consumed_inputs:ints
Div 6 2 1 axis:int broadcast:int
Div 7 2 1
Dropout 1 1 1-2 consumed_inputs:ints is_test:int ratio:float
Dropout 6 1 1-2 is_test:int ratio:float
Dropout 7 1 1-2 ratio:float
Dropout 12 1-3 1-2 seed:int
Elu 1 1 1 alpha:float consumed_inputs:ints
Elu 6 1 1 alpha:float
Equal 1 2 1 axis:int broadcast:int
Equal 7 2 1
Erf 9 1 1
Exp 1 1 1 consumed_inputs:ints
Exp 6 1 1
Expand 8 2 1
Flatten 1 1 1 axis:int
Floor 1 1 1 consumed_inputs:ints
Floor 6 1 1
Gather 1 2 1 axis:int
Gelu 20 1 1 approximate:string
Gemm 1 3 1 alpha:float beta:float broadcast:int transA:int transB:int
Gemm 7 3 1 alpha:float beta:float transA:int transB:int
Gemm 11 2-3 1 alpha:float beta:float transA:int transB:int
GlobalAveragePool 1 1 1
GlobalMaxPool 1 1 1
Greater 1 2 1 axis:int broadcast:int
Greater 7 2 1
GreaterOrEqual 12 2 1
HardSigmoid 1 1 1 alpha:float beta:float consumed_inputs:ints
HardSigmoid 6 1 1 alpha:float beta:float
HardSwish 14 1 1
Identity 1 1 1
If 1 1 1-* else_branch:graph! then_branch:graph!
LeakyRelu 1 1 1 alpha:float consumed_inputs:ints
LeakyRelu 6 1 1 alpha:float
Less 1 2 1 axis:int broadcast:int
Less 7 2 1
LessOrEqual 12 2 1
MatMul 1 2 1
Max 1 1-* 1 consumed_inputs:ints
Max 6 1-* 1
MaxPool 1 1 1 auto_pad:string kernel_shape:ints! pads:ints strides:ints
MaxPool 8 1 1-2 auto_pad:string kernel_shape:ints! pads:ints storage_order:int strides:ints
MaxPool 10 1 1-2 auto_pad:string ceil_mode:int dilations:ints kernel_shape:ints! pads:ints storage_order:int strides:ints
Mean 1 1-* 1 consumed_inputs:ints
Mean 6 1-* 1
Min 1 1-* 1 consumed_inputs:ints
Min 6 1-* 1
Mish 18 1 1
Mod 10 2 1 fmod:int
Mul 1 2 1 axis:int broadcast:int consumed_inputs:ints
Mul 6 2 1 axis:int broadcast:int
Mul 7 2 1
Neg 1 1 1 consumed_inputs:ints
Neg 6 1 1
Not 1 1 1
Or 1 2 1 axis:int broadcast:int
Or 7 2 1
PRelu 1 2 1 consumed_inputs:ints
PRelu 6 2 1
Pad 1 1 1 mode:string paddings:ints! value:float
Pad 2 1 1 mode:string pads:ints! value:float
Pad 11 2-3 1 mode:string
Pad 18 2-4 1 mode:string
Pow 1 2 1 axis:int broadcast:int
Pow 7 2 1
QuantizeLinear 10 2-3 1
QuantizeLinear 13 2-3 1 axis:int
QuantizeLinear 19 2-3 1 axis:int saturate:int
QuantizeLinear 21 2-3 1 axis:int block_size:int output_dtype:int saturate:int
QuantizeLinear 23 2-3 1 axis:int block_size:int output_dtype:int precision:int saturate:int
Range 11 3 1
Range 27 3 1 stash_type:int
Reciprocal 1 1 1 consumed_inputs:ints
Reciprocal 6 1 1
ReduceMax 1 1 1 axes:ints keepdims:int
ReduceMax 18 1-2 1 keepdims:int noop_with_empty_axes:int
ReduceMean 1 1 1 axes:ints keepdims:int
ReduceMean 18 1-2 1 keepdims:int noop_with_empty_axes:int
ReduceProd 1 1 1 axes:ints keepdims:int
ReduceProd 18 1-2 1 keepdims:int noop_with_empty_axes:int
Relu 1 1 1 consumed_inputs:ints
Relu 6 1 1
Reshape 1 1 1 consumed_inputs:ints shape:ints
Reshape 5 2 1
Reshape 14 2 1 allowzero:int
Resize 10 2 1 mode:string
Resize 11 3-4 1 coordinate_transformation_mode:string cubic_coeff_a:float exclude_outside:int extrapolation_value:float mode:string nearest_mode:string
Resize 13 1-4 1 coordinate_transformation_mode:string cubic_coeff_a:float exclude_outside:int extrapolation_value:float mode:string nearest_mode:string
Resize 18 1-4 1 antialias:int axes:ints coordinate_transformation_mode:string cubic_coeff_a:float exclude_outside:int extrapolation_value:float keep_aspect_ratio_policy:string mode:string nearest_mode:string
Selu 1 1 1 alpha:float consumed_inputs:ints gamma:float
Selu 6 1 1 alpha:float gamma:float
Shape 1 1 1
Shape 15 1 1 end:int start:int
Shrink 9 1 1 bias:float lambd:float
Sigmoid 1 1 1 consumed_inputs:ints
Sigmoid 6 1 1
Size 1 1 1
Slice 1 1 1 axes:ints ends:ints! starts:ints!
Slice 10 3-5 1
Softmax 1 1 1 axis:int
Softplus 1 1 1
Softsign 1 1 1
SpaceToDepth 1 1 1 blocksize:int!
SpaceToDepth 28 1 1 blocksize:int! mode:string
Split 1 1-2 1-* axis:int split:ints
Split 2 1 1-* axis:int split:ints
Split 13 1-2 1-* axis:int
Split 18 1-2 1-* axis:int num_outputs:int
Sqrt 1 1 1 consumed_inputs:ints
Sqrt 6 1 1
Squeeze 1 1 1 axes:ints
Squeeze 13 1-2 1
Sub 1 2 1 axis:int broadcast:int consumed_inputs:ints
Sub 6 2 1 axis:int broadcast:int
Sub 7 2 1
Sum 1 1-* 1 consumed_inputs:ints
Sum 6 1-* 1
Swish 24 1 1 alpha:float
Tanh 1 1 1 consumed_inputs:ints
Tanh 6 1 1
ThresholdedRelu 10 1 1 alpha:float
Transpose 1 1 1 perm:ints
Unsqueeze 1 1 1 axes:ints!
Unsqueeze 13 2 1
Upsample 1 1 1 height_scale:float! mode:string width_scale:float!
Upsample 7 1 1 mode:string scales:floats!
Upsample 9 2 1 mode:string
Upsample 10 gone
Where 9 3 1
Xor 1 2 1 axis:int broadcast:int
Xor 7 2 1
`;
