// A submission that defines nothing.
const answer = 'ok';
