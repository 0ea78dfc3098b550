// A pruned 3x3 convolution: the weights of an output channel are a sparse row,
// whose columns are offsets into the padded input (w + 2 wide).

void sparse_conv_f32(int channels, int h, int w, const int *rp, const int *off,
                     const float *val, const float *in, float *out) {
  for (int f = 0; f < channels; f++)
    for (int k = rp[f]; k < rp[f + 1]; k++)
      for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
          out[(f * h + y) * w + x] += val[k] * in[off[k] + y * (w + 2) + x];
}

// The same with the weights innermost.
void sparse_conv_inner_f32(int channels, int h, int w, const int *rp,
                           const int *off, const float *val, const float *in,
                           float *out) {
  for (int f = 0; f < channels; f++)
    for (int y = 0; y < h; y++)
      for (int x = 0; x < w; x++) {
        float s = out[(f * h + y) * w + x];
        for (int k = rp[f]; k < rp[f + 1]; k++)
          s += val[k] * in[off[k] + y * (w + 2) + x];
        out[(f * h + y) * w + x] = s;
      }
}
