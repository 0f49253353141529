/** The answer of the server. Sending it takes much longer than the time until the server is killed. */
export const text = Array.from({ length: 80 }, (_, index) => `Sentence ${index}, and on. `).join('');
