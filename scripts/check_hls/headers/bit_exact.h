// Interlace's fixed-point number over _BitInt(N), for the check of what an HLS tool would be given.
//
// Every intermediate has the bits that it needs and no others, so that LLVM IR shows the widths of the hardware. The
// numbers are those of templates/ap: tests/scripts/check_hls compares both. Clang only, C++17.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef INTERLACE_CHECK_BIT_EXACT_H_
#define INTERLACE_CHECK_BIT_EXACT_H_

#include <stdint.h>

enum ap_q_mode { AP_RND, AP_RND_ZERO, AP_RND_MIN_INF, AP_RND_INF, AP_RND_CONV, AP_TRN, AP_TRN_ZERO };
enum ap_o_mode { AP_SAT, AP_SAT_ZERO, AP_SAT_SYM, AP_WRAP, AP_WRAP_SM };

namespace check {

constexpr int larger(int a, int b) { return a > b ? a : b; }

// A signed _BitInt has two bits at least.
template <int W, bool S> struct bits;
template <int W> struct bits<W, true> { typedef signed _BitInt(W < 2 ? 2 : W) type; };
template <int W> struct bits<W, false> { typedef unsigned _BitInt(W) type; };
template <int W> using signed_bits = typename bits<W, true>::type;
template <int W> using unsigned_bits = typename bits<W, false>::type;

template <typename T> constexpr bool is_integer = false;
template <> inline constexpr bool is_integer<bool> = true;
template <> inline constexpr bool is_integer<char> = true;
template <> inline constexpr bool is_integer<signed char> = true;
template <> inline constexpr bool is_integer<unsigned char> = true;
template <> inline constexpr bool is_integer<short> = true;
template <> inline constexpr bool is_integer<unsigned short> = true;
template <> inline constexpr bool is_integer<int> = true;
template <> inline constexpr bool is_integer<unsigned> = true;
template <> inline constexpr bool is_integer<long> = true;
template <> inline constexpr bool is_integer<unsigned long> = true;
template <> inline constexpr bool is_integer<long long> = true;
template <> inline constexpr bool is_integer<unsigned long long> = true;

template <bool Condition> struct when {};
template <> struct when<true> { typedef int type; };

template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O> class number;

// The lowest bits of a value, as a stored number: of one signed bit, which has two, the upper one repeats the lower.
template <int W, bool S, typename V> constexpr typename bits<W, S>::type wrapped(V value) {
  if constexpr (S && W == 1) return static_cast<signed_bits<2>>(value & 1 ? -1 : 0);
  else return static_cast<typename bits<W, S>::type>(value);
}

// The cast of a mantissa with FROM_FRACTION bits behind the point: quantise first, then overflow.
template <typename To, int FROM_WIDTH, int FROM_FRACTION, bool FROM_SIGNED> struct conversion {
  static constexpr int drop = FROM_FRACTION - To::fraction;
  typedef typename bits<FROM_WIDTH, FROM_SIGNED>::type from_t;

  static constexpr auto rounded(from_t value) {
    if constexpr (drop <= 0) {
      return value;
    } else {
      constexpr int kept = larger(FROM_WIDTH - drop, 1) + 2;
      typedef signed_bits<kept> result_t;
      typedef signed_bits<FROM_WIDTH + (FROM_SIGNED ? 0 : 1) + 1> wide_t;
      constexpr int whole = FROM_WIDTH + (FROM_SIGNED ? 0 : 1);
      const wide_t wide = value;
      const result_t floor = static_cast<result_t>(wide >> (drop < whole ? drop : whole));
      if constexpr (To::qmode == AP_TRN) {
        return floor;
      } else {
        constexpr int below = drop - 1;
        const bool half = (wide >> (below < whole ? below : whole)) & 1;
        const bool rest = (below > 0) & ((wide & lowest<wide_t, (below < whole ? below : whole)>()) != 0);
        const bool negative = FROM_SIGNED & (wide < 0);
        // No branches: clang would look for ways past each of them, and an HLS tool makes selections of them.
        const bool up = To::qmode == AP_TRN_ZERO      ? negative & (half | rest)
                        : To::qmode == AP_RND         ? half
                        : To::qmode == AP_RND_ZERO    ? half & (rest | negative)
                        : To::qmode == AP_RND_MIN_INF ? half & rest
                        : To::qmode == AP_RND_INF     ? half & (rest | !negative)
                                                      : half & (rest | ((floor & 1) != 0));
        return static_cast<result_t>(floor + static_cast<result_t>(up));
      }
    }
  }

  static constexpr typename To::storage apply(from_t value) {
    const auto exact = rounded(value);
    constexpr int exact_width = drop <= 0 ? FROM_WIDTH + (FROM_SIGNED ? 0 : 1) : larger(FROM_WIDTH - drop, 1) + 2;
    constexpr int up = drop < 0 ? -drop : 0;
    typedef signed_bits<larger(exact_width + up, To::width + 1) + 1> wide_t;
    const wide_t shifted = static_cast<wide_t>(exact) << up;
    if constexpr (To::omode != AP_WRAP) {
      constexpr bool symmetric = To::omode == AP_SAT_SYM;
      constexpr wide_t largest = (static_cast<wide_t>(1) << To::magnitude) - 1;
      constexpr wide_t smallest = To::is_signed ? (symmetric ? -largest : -largest - 1) : 0;
      constexpr wide_t above = To::omode == AP_SAT_ZERO ? 0 : largest, below = To::omode == AP_SAT_ZERO ? 0 : smallest;
      const wide_t upper = shifted > largest ? above : shifted;
      return wrapped<To::width, To::is_signed>(shifted < smallest ? below : upper);
    }
    return wrapped<To::width, To::is_signed>(shifted);
  }

 private:
  template <typename T, int COUNT> static constexpr T lowest() { return (static_cast<T>(1) << COUNT) - 1; }
};

struct as_mantissa {};

// How an integer of up to 64 bits turns into a built-in one by itself: it may index an array.
template <typename Number, int W, bool S, bool Native> struct native_conversion {
  constexpr operator typename bits<W, S>::type() const { return static_cast<const Number *>(this)->mantissa; }
};
template <typename Number, int W, bool S> struct native_conversion<Number, W, S, false> {
  constexpr explicit operator bool() const { return static_cast<const Number *>(this)->mantissa != 0; }
};

// Bits of a number, to read and to assign.
template <typename Number> class bit_range {
 public:
  constexpr bit_range(Number &whole, int high, int low) : whole_(whole), high_(high), low_(low) {}

  template <typename V> constexpr bit_range &operator=(V value) {
    typedef unsigned_bits<Number::width> word;
    const word ones = static_cast<word>(~word(0)) >> (Number::width - 1 - (high_ - low_));
    const word mask = ones << low_;
    const word put = (static_cast<word>(plain(value)) << low_) & mask;
    whole_.mantissa =
        wrapped<Number::width, Number::is_signed>((static_cast<word>(whole_.mantissa) & ~mask) | put);
    return *this;
  }
  constexpr bit_range &operator=(const bit_range &other) { return operator=<unsigned_bits<Number::width>>(other.get()); }

  constexpr unsigned_bits<Number::width> get() const {
    typedef unsigned_bits<Number::width> word;
    const word ones = static_cast<word>(~word(0)) >> (Number::width - 1 - (high_ - low_));
    return (static_cast<word>(whole_.mantissa) >> low_) & ones;
  }
  constexpr int to_int() const { return static_cast<int>(get()); }
  constexpr uint64_t to_uint64() const { return static_cast<uint64_t>(get()); }
  constexpr operator unsigned_bits<Number::width>() const { return get(); }

 private:
  template <typename V> static constexpr V plain(V value) { return value; }
  template <typename N> static constexpr auto plain(const bit_range<N> &value) { return value.get(); }

  Number &whole_;
  int high_, low_;
};

template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O>
class number : public native_conversion<number<W, I, S, Q, O>, W, S, (W == I && W <= 64)> {
 public:
  typedef typename bits<W, S>::type storage;
  static constexpr int width = W, iwidth = I, fraction = W - I, magnitude = S ? W - 1 : W;
  static constexpr bool is_signed = S;
  static constexpr ap_q_mode qmode = Q;
  static constexpr ap_o_mode omode = O;

  storage mantissa;

  // As in hardware, what was not written is nothing.
  number() = default;
  constexpr number(as_mantissa, storage value) : mantissa(value) {}
  template <int W2, int I2, bool S2, ap_q_mode Q2, ap_o_mode O2>
  constexpr number(const number<W2, I2, S2, Q2, O2> &other)
      : mantissa(conversion<number, W2, W2 - I2, S2>::apply(other.mantissa)) {}
  template <typename T, typename when<is_integer<T>>::type = 0>
  constexpr number(T value) : mantissa(conversion<number, 8 * sizeof(T), 0, (T(-1) < T(1))>::apply(value)) {}
  template <typename N> constexpr number(const bit_range<N> &bits) : number(bits.to_uint64()) {}
  // Constants only: what is left of a double below 2^-64 of its last bit is left out.
  constexpr number(double x) : mantissa(of_double(x)) {}

  constexpr double to_double() const { return static_cast<double>(mantissa) * two_to(-fraction); }
  constexpr int64_t to_int64() const { return number<64, 64, true, AP_TRN_ZERO, AP_WRAP>(*this).mantissa; }
  constexpr uint64_t to_uint64() const { return static_cast<uint64_t>(to_int64()); }
  constexpr int to_int() const { return static_cast<int>(to_int64()); }
  constexpr unsigned to_uint() const { return static_cast<unsigned>(to_int64()); }

  constexpr bit_range<number> range(int high, int low) { return bit_range<number>(*this, high, low); }
  constexpr bit_range<const number> range(int high, int low) const {
    return bit_range<const number>(*this, high, low);
  }
  constexpr bit_range<number> range() { return range(W - 1, 0); }
  constexpr bit_range<const number> range() const { return range(W - 1, 0); }
  constexpr bool operator[](int index) const { return (mantissa >> index) & 1; }

  constexpr bool operator!() const { return mantissa == 0; }
  constexpr number<W + 1, I + 1, true, AP_TRN, AP_WRAP> operator-() const {
    typedef number<W + 1, I + 1, true, AP_TRN, AP_WRAP> result;
    return result(as_mantissa(), -static_cast<signed_bits<W + 1>>(mantissa));
  }
  constexpr const number &operator+() const { return *this; }

  // A shift keeps the type and drops bits.
  template <typename T> constexpr number operator<<(T count) const { return shifted(static_cast<int>(count)); }
  template <typename T> constexpr number operator>>(T count) const { return shifted(-static_cast<int>(count)); }
  template <typename T> constexpr number &operator<<=(T count) { return *this = *this << count; }
  template <typename T> constexpr number &operator>>=(T count) { return *this = *this >> count; }

  template <typename T> constexpr number &operator+=(const T &other) { return *this = *this + other; }
  template <typename T> constexpr number &operator-=(const T &other) { return *this = *this - other; }
  template <typename T> constexpr number &operator*=(const T &other) { return *this = *this * other; }
  constexpr number &operator++() { return *this += number<1, 1, false, AP_TRN, AP_WRAP>(as_mantissa(), 1); }
  constexpr number &operator--() { return *this -= number<1, 1, false, AP_TRN, AP_WRAP>(as_mantissa(), 1); }
  constexpr number operator++(int) {
    const number before = *this;
    ++*this;
    return before;
  }
  constexpr number operator--(int) {
    const number before = *this;
    --*this;
    return before;
  }

  static constexpr double two_to(int n) {
    double power = 1;
    for (; n > 0; n--) power *= 2;
    for (; n < 0; n++) power /= 2;
    return power;
  }

 private:
  constexpr number shifted(int up) const {
    const unsigned_bits<W> word = static_cast<unsigned_bits<W>>(mantissa);
    if (up >= W) return number(as_mantissa(), 0);
    if (up >= 0) return number(as_mantissa(), wrapped<W, S>(word << up));
    if (up > -W) return number(as_mantissa(), static_cast<storage>(mantissa >> -up));
    return number(as_mantissa(), static_cast<storage>(mantissa < 0 ? -1 : 0));
  }

  static constexpr storage of_double(double x) {
    double scaled = x * two_to(fraction);
    const bool negative = scaled < 0;
    if (negative) scaled = -scaled;
    // Sixty-one bits in front of the point, 64 behind it: clang 19 stumbles over numbers of more than 128.
    const uint64_t whole = static_cast<uint64_t>(scaled);
    const uint64_t rest = static_cast<uint64_t>((scaled - static_cast<double>(whole)) * 18446744073709551616.0);
    const signed_bits<126> magnitude = (static_cast<signed_bits<126>>(whole) << 64) + rest;
    return conversion<number, 126, fraction + 64, true>::apply(negative ? -magnitude : magnitude);
  }
};

// The number that an operand counts as.
template <typename T, typename = int> struct operand {};
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O> struct operand<number<W, I, S, Q, O>, int> {
  typedef number<W, I, S, Q, O> type;
};
template <typename T> struct operand<T, typename when<is_integer<T>>::type> {
  static constexpr bool is_bool = sizeof(T) == 1 && T(2) == T(1);
  static constexpr int width = is_bool ? 1 : 8 * sizeof(T);
  typedef number<width, width, (T(-1) < T(0)), AP_TRN, AP_WRAP> type;
};

template <typename X, typename Y> struct results {
  static constexpr int fraction = larger(X::fraction, Y::fraction);
  static constexpr int integer =
      larger(X::iwidth + (Y::is_signed && !X::is_signed), Y::iwidth + (X::is_signed && !Y::is_signed));
  static constexpr bool is_signed = X::is_signed || Y::is_signed;
  typedef number<integer + fraction, integer, is_signed, AP_TRN, AP_WRAP> common;
  typedef number<integer + fraction + 1, integer + 1, is_signed, AP_TRN, AP_WRAP> sum;
  typedef number<integer + fraction + 1, integer + 1, true, AP_TRN, AP_WRAP> difference;
  typedef number<X::width + Y::width, X::iwidth + Y::iwidth, is_signed, AP_TRN, AP_WRAP> product;
};

#define CHECK_OPERANDS \
  template <typename A, typename B, typename X = typename operand<A>::type, typename Y = typename operand<B>::type>

CHECK_OPERANDS constexpr typename results<X, Y>::sum operator+(const A &a, const B &b) {
  typedef typename results<X, Y>::sum R;
  return R(as_mantissa(), static_cast<typename R::storage>(R(X(a)).mantissa + R(Y(b)).mantissa));
}
CHECK_OPERANDS constexpr typename results<X, Y>::difference operator-(const A &a, const B &b) {
  typedef typename results<X, Y>::difference R;
  return R(as_mantissa(), static_cast<typename R::storage>(R(X(a)).mantissa - R(Y(b)).mantissa));
}
CHECK_OPERANDS constexpr typename results<X, Y>::product operator*(const A &a, const B &b) {
  typedef typename results<X, Y>::product R;
  typedef typename R::storage word;
  return R(as_mantissa(), static_cast<word>(static_cast<word>(X(a).mantissa) * static_cast<word>(Y(b).mantissa)));
}

#define CHECK_COMPARISON(op)                                           \
  CHECK_OPERANDS constexpr bool operator op(const A &a, const B &b) {  \
    typedef typename results<X, Y>::common C;                          \
    return C(X(a)).mantissa op C(Y(b)).mantissa;                       \
  }
CHECK_COMPARISON(==)
CHECK_COMPARISON(!=)
CHECK_COMPARISON(<)
CHECK_COMPARISON(<=)
CHECK_COMPARISON(>)
CHECK_COMPARISON(>=)
#undef CHECK_COMPARISON

// Integers only.
#define CHECK_INTEGER(op)                                                                                            \
  template <typename A, typename B, typename X = typename operand<A>::type, typename Y = typename operand<B>::type,  \
            typename when<X::fraction == 0 && Y::fraction == 0>::type = 0>                                           \
  constexpr typename results<X, Y>::sum operator op(const A &a, const B &b) {                                        \
    typedef typename results<X, Y>::sum R;                                                                           \
    return R(as_mantissa(), static_cast<typename R::storage>(R(X(a)).mantissa op R(Y(b)).mantissa));                 \
  }
CHECK_INTEGER(/)
CHECK_INTEGER(%)
CHECK_INTEGER(&)
CHECK_INTEGER(|)
CHECK_INTEGER(^)
#undef CHECK_INTEGER
#undef CHECK_OPERANDS

template <int W, bool S, ap_q_mode Q, ap_o_mode O>
constexpr number<W, W, S, Q, O> operator~(const number<W, W, S, Q, O> &a) {
  return number<W, W, S, Q, O>(as_mantissa(), wrapped<W, S>(~a.mantissa));
}

}  // namespace check

template <int W> using ap_int = check::number<W, W, true, AP_TRN_ZERO, AP_WRAP>;
template <int W> using ap_uint = check::number<W, W, false, AP_TRN_ZERO, AP_WRAP>;
template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0>
using ap_fixed = check::number<W, I, true, Q, O>;
template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0>
using ap_ufixed = check::number<W, I, false, Q, O>;

#endif
