/** What the server has to say: far more than it has time for. */
export const text = Array.from({ length: 80 }, (_, index) => `Sentence ${index}, and on. `).join('');
