// Sparse convolution: a tile of Y x X outputs in registers, the loop over the
// weights inside (the schedule of TIRAMISU, arXiv 2005.04091).
#include "Tile.h"

using namespace winnow::hand;

/// \p Rows rows of U vectors each, the last of Last lanes.
template <int Rows, int U>
static void tileOf(float *out, const float *in, int w, long count,
                   const int *off, const float *val, long last) {
  constexpr int L = Lanes<float>;
  const Mask<float> m = firstLanes<float>(last);
  Vector<float> sum[Rows][U];
  for (int y = 0; y < Rows; y++)
    for (int v = 0; v < U; v++)
      sum[y][v] = v == U - 1 ? __builtin_masked_load(m, out + y * w + v * L)
                             : load(out + y * w + v * L);
  for (long k = 0; k < count; k++) {
    const float *p = in + off[k];
#pragma clang loop unroll(full)
    for (int y = 0; y < Rows; y++)
#pragma clang loop unroll(full)
      for (int v = 0; v < U; v++) {
        const float *q = p + y * (w + 2) + v * L;
        Vector<float> x = v == U - 1 ? __builtin_masked_load(m, q) : load(q);
        sum[y][v] = val[k] * x + sum[y][v];
      }
  }
  for (int y = 0; y < Rows; y++)
    for (int v = 0; v < U; v++)
      if (v == U - 1)
        __builtin_masked_store(m, sum[y][v], out + y * w + v * L);
      else
        store(sum[y][v], out + y * w + v * L);
}

template <int U>
static void columns(float *out, const float *in, int h, int w, long count,
                    const int *off, const float *val, long last) {
  constexpr int Rows = U >= 4 ? 2 : 8 / U;
  int y = 0;
  for (; y + Rows <= h; y += Rows)
    tileOf<Rows, U>(out + y * w, in + y * (w + 2), w, count, off, val, last);
  for (; y < h; y++)
    tileOf<1, U>(out + y * w, in + y * (w + 2), w, count, off, val, last);
}

extern "C" void sparse_conv_f32(int channels, int h, int w, const int *rp,
                                const int *off, const float *val,
                                const float *in, float *out) {
  constexpr int L = Lanes<float>;
  for (int f = 0; f < channels; f++) {
    const long count = rp[f + 1] - rp[f];
    const int *o = off + rp[f];
    const float *v = val + rp[f];
    float *c = out + long(f) * h * w;
    for (int x = 0; x < w;) {
      const int left = w - x, vectors = (left + L - 1) / L;
      const long last = (left - 1) % L + 1;
      if (vectors >= 4) {
        columns<4>(c + x, in + x, h, w, count, o, v, vectors > 4 ? L : last);
        x += 4 * L;
        continue;
      }
      if (vectors == 1)
        columns<1>(c + x, in + x, h, w, count, o, v, last);
      else if (vectors == 2)
        columns<2>(c + x, in + x, h, w, count, o, v, last);
      else
        columns<3>(c + x, in + x, h, w, count, o, v, last);
      break;
    }
  }
}

extern "C" void sparse_conv_inner_f32(int channels, int h, int w, const int *rp,
                                      const int *off, const float *val,
                                      const float *in, float *out) {
  sparse_conv_f32(channels, h, w, rp, off, val, in, out);
}
