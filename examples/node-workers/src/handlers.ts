function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return n > 1;
}

export const handlers = {
  isPrime,
  /** All primes from a number on. The generator runs only as far as the consumer asks. */
  *primes(from: number) {
    try {
      for (let n = from; ; n++) if (isPrime(n)) yield n;
    } finally {
      console.log('worker: the stream has ended');
    }
  },
};
