// Interlace's fixed-point number, the core of its ap_int.h and ap_fixed.h.
//
// Written for host simulation: a mantissa in a machine integer, exact ap_[u]fixed semantics, quick to compile and to
// run. In the vendor's tool the vendor's own headers take over.
//
// Compile it as C++14 or later: C++11 cannot convert doubles at compile time and drowns in large tables of them. The
// file is long because its parts, the number, its casts and its operators, need each other.
//
// SPDX-License-Identifier: Apache-2.0
#ifndef INTERLACE_FIXED_H_
#define INTERLACE_FIXED_H_

#include <cstdint>
#include <type_traits>

#if __cplusplus >= 201402L
#define INTERLACE_CONSTEXPR constexpr
#else
#define INTERLACE_CONSTEXPR inline
#endif

enum ap_q_mode { AP_RND, AP_RND_ZERO, AP_RND_MIN_INF, AP_RND_INF, AP_RND_CONV, AP_TRN, AP_TRN_ZERO };
enum ap_o_mode { AP_SAT, AP_SAT_ZERO, AP_SAT_SYM, AP_WRAP, AP_WRAP_SM };

namespace interlace {

__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

constexpr int larger(int a, int b) { return a > b ? a : b; }
constexpr int smaller(int a, int b) { return a < b ? a : b; }

// 2^n, exact for |n| < 1024.
constexpr double squared(double x) { return x * x; }
constexpr double two_to(int n) {
  return n < 0 ? 1.0 / two_to(-n) : n == 0 ? 1.0 : n % 2 ? 2.0 * two_to(n - 1) : squared(two_to(n / 2));
}

template <int Bits, bool Signed> struct machine;
template <> struct machine<8, true> { typedef int8_t type; };
template <> struct machine<8, false> { typedef uint8_t type; };
template <> struct machine<16, true> { typedef int16_t type; };
template <> struct machine<16, false> { typedef uint16_t type; };
template <> struct machine<32, true> { typedef int32_t type; };
template <> struct machine<32, false> { typedef uint32_t type; };
template <> struct machine<64, true> { typedef int64_t type; };
template <> struct machine<64, false> { typedef uint64_t type; };
template <> struct machine<128, true> { typedef int128 type; };
template <> struct machine<128, false> { typedef uint128 type; };

// Bits of the machine integer that stores a mantissa, and of the one that computes with it: C++ computes with nothing
// below 32 bits anyway.
constexpr int storage_bits(int width) {
  return width <= 8 ? 8 : width <= 16 ? 16 : width <= 32 ? 32 : width <= 64 ? 64 : 128;
}
constexpr int compute_bits(int width) { return larger(32, storage_bits(width)); }

// The lowest To::width bits, sign-extended for a signed type.
template <typename To> INTERLACE_CONSTEXPR typename To::storage wrapped(typename To::unsigned_word bits) {
  return static_cast<typename To::storage>(static_cast<typename To::word>(bits << To::spare) >> To::spare);
}

// The mantissa of a number without the fraction bits that To has not: `drop` of them, rounded as To says.
template <typename To, typename From, bool Drops = (From::fraction > To::fraction)> struct rounding {
  typedef typename From::word word;
  static INTERLACE_CONSTEXPR word apply(word value) { return value; }
};
template <typename To, typename From> struct rounding<To, From, true> {
  typedef typename From::word word;
  typedef typename From::unsigned_word unsigned_word;

  static constexpr int from_bits = 8 * sizeof(word);
  static constexpr int drop = From::fraction - To::fraction;

  // Of the bits dropped, the highest is worth one half; the others are below it.
  static constexpr int below = drop - 1;
  static constexpr unsigned_word below_mask =
      below >= from_bits ? ~unsigned_word(0) : (unsigned_word(1) << (below < from_bits ? below : 0)) - 1;
  static constexpr bool vanishes = !From::is_signed && drop >= from_bits;
  static constexpr bool half_vanishes = !From::is_signed && below >= from_bits;

  static INTERLACE_CONSTEXPR word apply(word value) {
    const word floor = vanishes ? word(0) : static_cast<word>(value >> smaller(drop, from_bits - 1));
    if (To::qmode == AP_TRN) return floor;
    const bool half = !half_vanishes && (value >> smaller(below, from_bits - 1) & 1);
    const bool rest = (static_cast<unsigned_word>(value) & below_mask) != 0;
    const bool negative = From::is_signed && floor < word(From::is_signed ? 0 : 1);
    const bool up = To::qmode == AP_TRN_ZERO      ? negative && (half || rest)
                    : To::qmode == AP_RND         ? half
                    : To::qmode == AP_RND_ZERO    ? half && (rest || negative)
                    : To::qmode == AP_RND_MIN_INF ? half && rest
                    : To::qmode == AP_RND_INF     ? half && (rest || !negative)
                                                  : half && (rest || (floor & 1));
    return static_cast<word>(floor + (up ? 1 : 0));
  }
};

// The cast of a mantissa of the type From to one of the type To: quantise first, then overflow.
template <typename To, typename From> struct conversion {
  typedef typename From::word word;
  typedef typename To::storage storage;

  static constexpr int to_bits = 8 * sizeof(typename To::word);
  static constexpr int drop = larger(From::fraction - To::fraction, 0);
  static constexpr int grow = larger(To::fraction - From::fraction, 0);

  // Bits needed after rounding, without a sign, and whether they may exceed those that there are.
  static constexpr bool may_round_up = drop > 0 && To::qmode != AP_TRN && To::qmode != AP_TRN_ZERO;
  static constexpr int reach_down = larger(From::magnitude - drop, 0) + grow;
  static constexpr int reach_up = larger(From::magnitude - drop + (may_round_up ? 1 : 0), 0) + grow;
  static constexpr bool symmetric = To::omode == AP_SAT_SYM;
  static constexpr bool may_exceed = reach_up > To::magnitude;
  static constexpr bool may_undercut =
      From::is_signed && (!To::is_signed || reach_down + (symmetric ? 1 : 0) > To::magnitude);

  // The limits of To in steps of the rounded mantissa, before it is shifted up by `grow`.
  static constexpr uint128 largest = ~uint128(0) >> (128 - larger(To::magnitude, 1)) >> (To::magnitude > 0 ? 0 : 1);
  static constexpr uint128 depth = To::is_signed ? largest + (symmetric ? 0 : 1) : 0;
  static constexpr int shown = smaller(grow, 127);
  static constexpr word upper = static_cast<word>(largest >> shown);
  static constexpr word lower = static_cast<word>(-(depth >> shown));

  static INTERLACE_CONSTEXPR storage apply(word value) {
    const word exact = rounding<To, From>::apply(value);
    if (To::omode != AP_WRAP) {
      if (may_exceed && exact > upper) return To::omode == AP_SAT_ZERO ? storage(0) : static_cast<storage>(largest);
      if (may_undercut && exact < lower) return To::omode == AP_SAT_ZERO ? storage(0) : static_cast<storage>(-depth);
    }
    const typename To::unsigned_word bits =
        grow >= to_bits ? 0 : static_cast<typename To::unsigned_word>(exact) << (grow < to_bits ? grow : 0);
    const bool fits = To::omode != AP_WRAP || !(may_exceed || may_undercut);
    return fits ? static_cast<storage>(bits) : wrapped<To>(bits);
  }
};

template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N> class number;

// The exact cast of a finite double (NaN gives 0, the infinities count as large multiples of 2^64).
template <typename To> struct real_conversion {
  typedef number<64, 64 - To::fraction, true, AP_TRN, AP_WRAP, 0> nearby;
  typedef number<128, 128 - To::fraction, true, AP_TRN, AP_WRAP, 0> distant;
  static constexpr double scale = two_to(To::fraction);
  // What scales to less than 2^62.
  static constexpr double reach = two_to(62 - To::fraction);
  // Between these no overflow is possible: a shortcut that halves the compile time of large tables.
  static constexpr int64_t highest = (int64_t(1) << smaller(To::magnitude, 62)) - 1;
  static constexpr int64_t lowest = To::is_signed ? -highest : 0;

  static INTERLACE_CONSTEXPR typename To::storage apply(double x) {
    if (!(x > -reach && x < reach)) return far(x);
    const double scaled = x * scale;
    const int64_t whole = static_cast<int64_t>(scaled);
    // A scaled number may underflow to 0; its sign still counts.
    const double rest = scaled == 0 ? x : scaled - static_cast<double>(whole);
    const int64_t near = rest == 0 ? whole : rounded(whole, rest);
    if (near >= lowest && near <= highest) return static_cast<typename To::storage>(near);
    return conversion<To, nearby>::apply(near);
  }

 private:
  static INTERLACE_CONSTEXPR int64_t rounded(int64_t whole, double rest) {
    if (To::qmode == AP_TRN_ZERO) return whole;
    if (To::qmode == AP_TRN) return rest < 0 ? whole - 1 : whole;
    const double distance = rest < 0 ? -rest : rest;
    const bool away = distance != 0.5                ? distance > 0.5
                      : To::qmode == AP_RND          ? rest > 0
                      : To::qmode == AP_RND_MIN_INF  ? rest < 0
                      : To::qmode == AP_RND_CONV     ? whole % 2 != 0
                                                     : To::qmode == AP_RND_INF;
    return !away ? whole : rest < 0 ? whole - 1 : whole + 1;
  }

  // A double that scales to 2^62 or more is an integer then, and one that scales to 2^117 a multiple of 2^64.
  static INTERLACE_CONSTEXPR typename To::storage far(double x) {
    static_assert(To::width <= 64, "a floating-point number converts to at most 64 bits");
    if (x != x) return 0;
    const double limit = two_to(120 - To::fraction);
    const double kept = x > limit ? limit : x < -limit ? -limit : x;
    return conversion<To, distant>::apply(static_cast<int128>(kept * scale));
  }
};

// A range of bits of a number, to read and to assign. High and low count from the lowest bit of the mantissa.
template <typename Number> class bit_range {
 public:
  INTERLACE_CONSTEXPR bit_range(Number &whole, int high, int low) : whole_(whole), high_(high), low_(low) {}
  bit_range(const bit_range &) = default;

  INTERLACE_CONSTEXPR bit_range &operator=(uint64_t value) { return assign(static_cast<bits>(value)); }
  INTERLACE_CONSTEXPR bit_range &operator=(const bit_range &other) { return assign(other.read()); }
  // From one number to another: numbers between operators have more than 64 bits.
  template <typename Other> INTERLACE_CONSTEXPR bit_range &operator=(const bit_range<Other> &other) {
    return assign(static_cast<bits>(other.read()));
  }

  INTERLACE_CONSTEXPR typename Number::unsigned_word read() const {
    return static_cast<bits>((static_cast<bits>(whole_.mantissa) >> low_) & ones());
  }
  INTERLACE_CONSTEXPR uint64_t to_uint64() const { return static_cast<uint64_t>(read()); }
  INTERLACE_CONSTEXPR int64_t to_int64() const { return static_cast<int64_t>(to_uint64()); }
  INTERLACE_CONSTEXPR int to_int() const { return static_cast<int>(to_uint64()); }
  INTERLACE_CONSTEXPR operator uint64_t() const { return to_uint64(); }

 private:
  typedef typename Number::unsigned_word bits;
  INTERLACE_CONSTEXPR bit_range &assign(bits value) {
    const bits mask = static_cast<bits>(ones() << low_);
    const bits kept = static_cast<bits>(static_cast<bits>(whole_.mantissa) & ~mask);
    whole_.mantissa = wrapped<Number>(static_cast<bits>(kept | ((value << low_) & mask)));
    return *this;
  }
  INTERLACE_CONSTEXPR bits ones() const {
    return static_cast<bits>(~bits(0) >> (8 * static_cast<int>(sizeof(bits)) - 1 - (high_ - low_)));
  }

  Number &whole_;
  int high_, low_;
};

// How a number turns into a built-in one: an integer of up to 64 bits by itself (it may index an array), any other
// when asked to.
template <typename Number, int W, bool S, bool Native> struct native_conversion {
  INTERLACE_CONSTEXPR operator typename machine<storage_bits(W), S>::type() const {
    return static_cast<const Number *>(this)->mantissa;
  }
};
template <typename Number, int W, bool S> struct native_conversion<Number, W, S, false> {
  INTERLACE_CONSTEXPR explicit operator bool() const { return static_cast<const Number *>(this)->mantissa != 0; }
  INTERLACE_CONSTEXPR explicit operator double() const { return static_cast<const Number *>(this)->to_double(); }
  INTERLACE_CONSTEXPR explicit operator float() const { return static_cast<const Number *>(this)->to_float(); }
  template <typename T, typename = typename std::enable_if<std::is_integral<T>::value>::type>
  INTERLACE_CONSTEXPR explicit operator T() const {
    return static_cast<T>(static_cast<const Number *>(this)->to_int64());
  }
};

struct as_mantissa {};

// The value mantissa * 2^(I - W).
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
class number : public native_conversion<number<W, I, S, Q, O, N>, W, S, (W == I && W <= 64)> {
  static_assert(W >= 1, "a number has at least one bit");
  static_assert(W <= 128, "a number, also an intermediate one, has at most 128 bits");
  static_assert(O != AP_WRAP_SM && N == 0, "AP_WRAP_SM and saturation bits are not supported");

 public:
  typedef typename machine<storage_bits(W), S>::type storage;
  typedef typename machine<compute_bits(W), S>::type word;
  typedef typename machine<compute_bits(W), false>::type unsigned_word;
  static constexpr int width = W, iwidth = I, fraction = W - I, magnitude = S ? W - 1 : W;
  static constexpr int spare = compute_bits(W) - W;
  static constexpr bool is_signed = S;
  static constexpr ap_q_mode qmode = Q;
  static constexpr ap_o_mode omode = O;

  storage mantissa;

  // Zero, so that a number may be put together from ranges of bits.
  constexpr number() : mantissa(0) {}
  constexpr number(as_mantissa, storage value) : mantissa(value) {}
  INTERLACE_CONSTEXPR number(double x) : mantissa(real_conversion<number>::apply(x)) {}
  INTERLACE_CONSTEXPR number(float x) : mantissa(real_conversion<number>::apply(x)) {}
  template <int W2, int I2, bool S2, ap_q_mode Q2, ap_o_mode O2, int N2>
  INTERLACE_CONSTEXPR number(const number<W2, I2, S2, Q2, O2, N2> &other)
      : mantissa(conversion<number, number<W2, I2, S2, Q2, O2, N2> >::apply(other.mantissa)) {}
  template <typename T, typename = typename std::enable_if<std::is_integral<T>::value>::type>
  INTERLACE_CONSTEXPR number(T value)
      : mantissa(conversion<number, number<8 * sizeof(T), 8 * sizeof(T), std::is_signed<T>::value, AP_TRN, AP_WRAP,
                                           0> >::apply(value)) {}
  template <typename Other>
  INTERLACE_CONSTEXPR number(const bit_range<Other> &bits) : number(bits.to_uint64()) {}

  INTERLACE_CONSTEXPR double to_double() const { return static_cast<double>(mantissa) * two_to(-fraction); }
  INTERLACE_CONSTEXPR float to_float() const { return static_cast<float>(to_double()); }
  // Towards zero, then modulo 2^64 (to_int: 2^32).
  INTERLACE_CONSTEXPR int64_t to_int64() const {
    return number<64, 64, true, AP_TRN_ZERO, AP_WRAP, 0>(*this).mantissa;
  }
  INTERLACE_CONSTEXPR uint64_t to_uint64() const { return static_cast<uint64_t>(to_int64()); }
  INTERLACE_CONSTEXPR int to_int() const { return static_cast<int>(to_int64()); }

  INTERLACE_CONSTEXPR bit_range<number> range(int high, int low) { return bit_range<number>(*this, high, low); }
  INTERLACE_CONSTEXPR bit_range<const number> range(int high, int low) const {
    return bit_range<const number>(*this, high, low);
  }
  INTERLACE_CONSTEXPR bit_range<number> range() { return range(W - 1, 0); }
  INTERLACE_CONSTEXPR bit_range<const number> range() const { return range(W - 1, 0); }
  INTERLACE_CONSTEXPR bool operator[](int index) const { return mantissa >> index & 1; }

  INTERLACE_CONSTEXPR bool operator!() const { return mantissa == 0; }
  INTERLACE_CONSTEXPR number<W + 1, I + 1, true, AP_TRN, AP_WRAP, 0> operator-() const {
    typedef number<W + 1, I + 1, true, AP_TRN, AP_WRAP, 0> result;
    return result(as_mantissa(), static_cast<typename result::storage>(-static_cast<typename result::word>(mantissa)));
  }
  INTERLACE_CONSTEXPR const number &operator+() const { return *this; }

  // A shift keeps the type and drops bits; by a negative count it goes the other way.
  template <typename T> INTERLACE_CONSTEXPR number operator<<(T count) const { return shifted(count); }
  template <typename T> INTERLACE_CONSTEXPR number operator>>(T count) const { return shifted(-int64_t(count)); }
  template <typename T> INTERLACE_CONSTEXPR number &operator<<=(T count) { return *this = *this << count; }
  template <typename T> INTERLACE_CONSTEXPR number &operator>>=(T count) { return *this = *this >> count; }

  template <typename T> INTERLACE_CONSTEXPR number &operator+=(const T &other) { return *this = *this + other; }
  template <typename T> INTERLACE_CONSTEXPR number &operator-=(const T &other) { return *this = *this - other; }
  template <typename T> INTERLACE_CONSTEXPR number &operator*=(const T &other) { return *this = *this * other; }
  INTERLACE_CONSTEXPR number &operator++() { return *this += 1; }
  INTERLACE_CONSTEXPR number &operator--() { return *this -= 1; }
  INTERLACE_CONSTEXPR number operator++(int) {
    const number before = *this;
    ++*this;
    return before;
  }
  INTERLACE_CONSTEXPR number operator--(int) {
    const number before = *this;
    --*this;
    return before;
  }

 private:
  INTERLACE_CONSTEXPR number shifted(int64_t up) const {
    const word value = mantissa;
    if (up >= W) return number(as_mantissa(), 0);
    if (up >= 0) return number(as_mantissa(), wrapped<number>(static_cast<unsigned_word>(value) << up));
    return number(as_mantissa(), static_cast<storage>(up > -W ? value >> -up : value < 0 ? -1 : 0));
  }
};

// The number that an operand counts as: itself, or the integer that a built-in integer is.
template <typename T, typename = void> struct operand {};
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N> struct operand<number<W, I, S, Q, O, N> > {
  typedef number<W, I, S, Q, O, N> type;
};
template <typename T> struct operand<T, typename std::enable_if<std::is_integral<T>::value>::type> {
  static constexpr int width = std::is_same<T, bool>::value ? 1 : 8 * sizeof(T);
  typedef number<width, width, std::is_signed<T>::value, AP_TRN, AP_WRAP, 0> type;
};

// The exact types of results. `common` holds either operand, `sum` is a bit wider; a difference has a sign.
template <typename X, typename Y> struct results {
  static constexpr int fraction = larger(X::fraction, Y::fraction);
  static constexpr int integer =
      larger(X::iwidth + (Y::is_signed && !X::is_signed ? 1 : 0), Y::iwidth + (X::is_signed && !Y::is_signed ? 1 : 0));
  static constexpr bool is_signed = X::is_signed || Y::is_signed;
  typedef number<integer + fraction, integer, is_signed, AP_TRN, AP_WRAP, 0> common;
  typedef number<integer + fraction + 1, integer + 1, is_signed, AP_TRN, AP_WRAP, 0> sum;
  typedef number<integer + fraction + 1, integer + 1, true, AP_TRN, AP_WRAP, 0> difference;
  typedef number<X::width + Y::width, X::iwidth + Y::iwidth, is_signed, AP_TRN, AP_WRAP, 0> product;
};

#define INTERLACE_OPERANDS                                                                       \
  template <typename A, typename B, typename X = typename operand<A>::type, typename Y = typename operand<B>::type>

// The mantissa of an operand: a built-in integer is one itself.
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
INTERLACE_CONSTEXPR typename number<W, I, S, Q, O, N>::storage operand_mantissa(const number<W, I, S, Q, O, N> &a) {
  return a.mantissa;
}
template <typename T, typename = typename std::enable_if<std::is_integral<T>::value>::type>
INTERLACE_CONSTEXPR T operand_mantissa(T a) {
  return a;
}

// An operand of type X as the machine integer that the result R is computed in: as it is, or with the fraction bits of
// R, which has no fewer and as many bits before them. No cast is instantiated for it: that took a third of the time
// that arithmetic takes to compile.
#define INTERLACE_WORD(R, X, value) static_cast<typename R::word>(operand_mantissa(value))
#define INTERLACE_LIFTED(R, X, value)                                                      \
  static_cast<typename R::word>(static_cast<typename R::unsigned_word>(operand_mantissa(value)) \
                                << (R::fraction - X::fraction))

#define INTERLACE_ARITHMETIC(op, result, word_a, word_b)                                                            \
  INTERLACE_OPERANDS INTERLACE_CONSTEXPR typename results<X, Y>::result operator op(A a, B b) {                     \
    typedef typename results<X, Y>::result R;                                                                       \
    return R(as_mantissa(),                                                                                         \
             static_cast<typename R::storage>(word_a(R, X, a) op word_b(R, Y, b)));                                 \
  }
INTERLACE_ARITHMETIC(+, sum, INTERLACE_LIFTED, INTERLACE_LIFTED)
INTERLACE_ARITHMETIC(-, difference, INTERLACE_LIFTED, INTERLACE_LIFTED)
INTERLACE_ARITHMETIC(*, product, INTERLACE_WORD, INTERLACE_WORD)
#undef INTERLACE_ARITHMETIC

// The overloads for double must not even be tried on two built-in numbers: C++ has no such operators to declare.
template <typename T> using fixed_operand =
    typename std::enable_if<!std::is_integral<T>::value, typename operand<T>::type>::type;

#define INTERLACE_COMPARISON(op)                                                                       \
  INTERLACE_OPERANDS INTERLACE_CONSTEXPR bool operator op(A a, B b) {                                  \
    typedef typename results<X, Y>::common C;                                                          \
    return INTERLACE_LIFTED(C, X, a) op INTERLACE_LIFTED(C, Y, b);                                     \
  }                                                                                                    \
  template <typename A, typename = fixed_operand<A> >                                                  \
  INTERLACE_CONSTEXPR bool operator op(A a, double b) {                                                \
    return a.to_double() op b;                                                                         \
  }                                                                                                    \
  template <typename B, typename = fixed_operand<B> >                                                  \
  INTERLACE_CONSTEXPR bool operator op(double a, B b) {                                                \
    return a op b.to_double();                                                                         \
  }
INTERLACE_COMPARISON(==)
INTERLACE_COMPARISON(!=)
INTERLACE_COMPARISON(<)
INTERLACE_COMPARISON(<=)
INTERLACE_COMPARISON(>)
INTERLACE_COMPARISON(>=)
#undef INTERLACE_COMPARISON

}  // namespace interlace

#endif
