export default {
  title: 'A conversation with two versions of an answer, and two of a question',
  system: 'Be brief.',
  run({ send, regenerate, edit, select }) {
    send('Capital of Italy?', 'Rome.');
    send('And of Spain?', 'Madrid.');
    regenerate('Rome.', 'It is Rome.');
    send('How old is it?', '2,800 years.');
    edit('How old is it?', 'How big is it?', '1,285 km².');
    select('How old is it?');
  },
};
