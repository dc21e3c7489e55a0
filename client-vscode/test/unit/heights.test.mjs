import { expect, test } from "vitest";
import { Heights } from "../../src/view/heights";

/** Numbers that look like chance and are the same each time. */
function* numbers(seed) {
  for (let n = seed; ; ) {
    n = (n * 48271) % 2147483647;
    yield n;
  }
}

for (const size of [0, 1, 2, 3, 7, 64, 1000]) {
  test(`${size} rows are where the sum of those above says, whatever changes`, () => {
    const chance = numbers(size + 1);
    const plain = Array.from({ length: size }, () => chance.next().value % 90);
    const heights = new Heights(size, (row) => plain[row]);
    for (let round = 0; round < 50; round += 1) {
      let sum = 0;
      for (let row = 0; row < size; row += Math.ceil(size / 20)) {
        sum = plain.slice(0, row).reduce((a, b) => a + b, 0);
        expect(heights.offset(row)).toBe(sum);
        expect(heights.get(row)).toBe(plain[row]);
        if (plain[row] > 0) {
          expect(heights.at(sum)).toBe(row);
          expect(heights.at(sum + plain[row] - 1)).toBe(row);
        }
      }
      expect(heights.total).toBe(plain.reduce((a, b) => a + b, 0));
      if (size > 0) {
        const row = chance.next().value % size;
        plain[row] = chance.next().value % 500;
        heights.set(row, plain[row]);
      }
    }
  });
}

test("what is above all is the first row, what is below all the last one", () => {
  const heights = new Heights(3, () => 10);
  expect([-5, 0, 29, 30, 1e9].map((y) => heights.at(y))).toStrictEqual([0, 0, 2, 2, 2]);
  expect(new Heights(0, () => 10).at(5)).toBe(-1);
});

test("a row that is not there cannot be set", () => {
  const heights = new Heights(2, () => 10);
  heights.set(-1, 99);
  heights.set(2, 99);
  expect(heights.total).toBe(20);
});
