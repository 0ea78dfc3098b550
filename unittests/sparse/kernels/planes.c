// Outputs in lines and columns, as people write them. Each has the parameters of
// sparse_conv in bench/sparse/Kernels.h; the input is w + 2 wide.

typedef unsigned long size;

// Nothing of it in 32 bits.
void long_f32(int channels, int h, int w, const int *rp, const int *off,
              const float *val, const float *in, float *out) {
  for (long f = 0; f < channels; f++)
    for (long k = rp[f]; k < rp[f + 1]; k++)
      for (long y = 0; y < h; y++)
        for (long x = 0; x < w; x++)
          out[(f * h + y) * w + x] += val[k] * in[off[k] + y * (w + 2) + x];
}

// A sum of 32 bits that may wrap around, as it is allowed to.
void unsigned_plane_f32(int channels, int h, int w, const int *rp,
                        const int *off, const float *val, const float *in,
                        float *out) {
  const unsigned *o = (const unsigned *)off;
  const unsigned pitch = (unsigned)w + 2;
  for (size f = 0; f < (size)channels; f++)
    for (int k = rp[f]; k < rp[f + 1]; k++)
      for (unsigned y = 0; y < (unsigned)h; y++)
        for (unsigned x = 0; x < (unsigned)w; x++)
          out[(f * (size)h + y) * (size)w + x] +=
              val[k] * in[o[k] + y * pitch + x];
}

// Pointers to the lines, and a weight that is skipped.
void lines_f32(int channels, int h, int w, const int *rp, const int *off,
               const float *val, const float *in, float *out) {
  for (int f = 0; f < channels; f++)
    for (int k = rp[f]; k < rp[f + 1]; k++) {
      if (val[k] < 0)
        continue;
      float *to = out + (long)f * h * w;
      const float *from = in + off[k];
      for (int y = 0; y < h; y++, to += w, from += w + 2)
        for (int x = 0; x < w; x++)
          to[x] += val[k] * from[x];
    }
}

// From the last line to the first.
void upward_f32(int channels, int h, int w, const int *rp, const int *off,
                const float *val, const float *in, float *out) {
  for (long f = 0; f < channels; f++)
    for (long k = rp[f]; k < rp[f + 1]; k++)
      for (long y = h - 1; y >= 0; y--)
        for (long x = 0; x < w; x++)
          out[(f * h + y) * w + x] += val[k] * in[off[k] + y * (w + 2) + x];
}

// Lines that lie over each other: each is two columns on from the one before.
void overlapping_f32(int channels, int h, int w, const int *rp, const int *off,
                     const float *val, const float *in, float *out) {
  for (long f = 0; f < channels; f++)
    for (long k = rp[f]; k < rp[f + 1]; k++)
      for (long y = 0; y < h; y++)
        for (long x = 0; x < w; x++)
          out[f * h * w + y * (w > 2 ? 2 : w) + x] +=
              val[k] * in[off[k] + y * (w + 2) + x];
}

// Two operands, of which one is the same for all weights.
void two_f32(int channels, int h, int w, const int *rp, const int *off,
             const float *val, const float *in, float *out) {
  for (long f = 0; f < channels; f++)
    for (long k = rp[f]; k < rp[f + 1]; k++) {
      const float v = val[k];
      for (long y = 0; y < h; y++)
        for (long x = 0; x < w; x++) {
          float d = in[off[k] + y * (w + 2) + x] - in[y * w + x];
          out[(f * h + y) * w + x] -= d > 0 ? d * v : 1;
        }
    }
}

// The term depends on the line.
void by_line_f32(int channels, int h, int w, const int *rp, const int *off,
                 const float *val, const float *in, float *out) {
  for (long f = 0; f < channels; f++)
    for (long k = rp[f]; k < rp[f + 1]; k++)
      for (long y = 0; y < h; y++)
        for (long x = 0; x < w; x++)
          out[(f * h + y) * w + x] +=
              in[y] * in[off[k] + y * (w + 2) + x] + (float)y;
}

// Images of a constant size.
void constant_f32(int channels, int h, int w, const int *rp, const int *off,
                  const float *val, const float *in, float *out) {
  (void)w;
  for (int f = 0; f < channels; f++)
    for (int k = rp[f]; k < rp[f + 1]; k++)
      for (int y = 0; y < h; y++)
        for (int x = 0; x < 28; x++)
          out[(f * h + y) * 28 + x] += val[k] * in[off[k] + y * 30 + x];
}

// The weights innermost.
void inner_f32(int channels, int h, int w, const int *rp, const int *off,
               const float *val, const float *in, float *out) {
  for (int f = 0; f < channels; f++)
    for (int y = 0; y < h; y++)
      for (int x = 0; x < w; x++) {
        float s = 0;
        for (int k = rp[f]; k < rp[f + 1]; k++)
          s += val[k] * in[off[k] + y * (w + 2) + x];
        out[(f * h + y) * w + x] = s;
      }
}

// A sum that starts with something and of which something is made.
void inner_relu_f32(int channels, int h, int w, const int *rp, const int *off,
                    const float *val, const float *in, float *out) {
  for (long f = 0; f < channels; f++)
    for (long y = 0; y < h; y++)
      for (long x = 0; x < w; x++) {
        float s = in[f % (h + 2)] + in[y * (w + 2) + x];
        for (long k = rp[f]; k < rp[f + 1]; k++)
          s += val[k] * in[off[k] + y * (w + 2) + x];
        out[(f * h + y) * w + x] = s > 0 ? s : 0;
      }
}

// The sum in memory.
void inner_memory_f32(int channels, int h, int w, const int *rp, const int *off,
                      const float *val, const float *in, float *out) {
  for (int f = 0; f < channels; f++)
    for (int y = 0; y < h; y++)
      for (int x = 0; x < w; x++)
        for (int k = rp[f]; k < rp[f + 1]; k++)
          out[(f * h + y) * w + x] += val[k] * in[off[k] + y * (w + 2) + x];
}

void inner_unsigned_f32(int channels, int h, int w, const int *rp,
                        const int *off, const float *val, const float *in,
                        float *out) {
  const unsigned *o = (const unsigned *)off;
  const unsigned pitch = (unsigned)w + 2;
  for (size f = 0; f < (size)channels; f++)
    for (unsigned y = 0; y < (unsigned)h; y++)
      for (unsigned x = 0; x < (unsigned)w; x++) {
        float s = out[(f * (size)h + y) * (size)w + x];
        for (int k = rp[f], end = rp[f + 1]; k < end; k++)
          s += val[k] * in[o[k] + y * pitch + x];
        out[(f * (size)h + y) * (size)w + x] = s;
      }
}

// Lines that lie over each other.
void inner_overlapping_f32(int channels, int h, int w, const int *rp,
                           const int *off, const float *val, const float *in,
                           float *out) {
  for (long f = 0; f < channels; f++)
    for (long y = 0; y < h; y++)
      for (long x = 0; x < w; x++)
        for (long k = rp[f], end = rp[f + 1]; k < end; k++)
          out[f * h * w + y * (w > 2 ? 2 : w) + x] +=
              val[k] * in[off[k] + y * (w + 2) + x];
}
