// The control of every type assertion in spec/: it shows that a wrong one fails the spec that holds it.

it('loads a module whose type assertion is right', () => {
  expect(() => jest.requireActual<object>('./fixtures/right-type.js')).not.toThrow();
});

it('refuses a module whose type assertion is wrong', () => {
  expect(() => jest.requireActual<object>('./fixtures/wrong-type.js')).toThrow(/wrong-type\.ts.*\n?.*TS\d+/);
});
