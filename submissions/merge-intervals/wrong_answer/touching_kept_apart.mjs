export const merge = (intervals) =>
  intervals
    .sort((x, y) => x[0] - y[0])
    .reduce((done, [low, high]) => {
      const last = done.at(-1);
      if (last && low < last[1]) {
        last[1] = Math.max(last[1], high);
        return done;
      }
      return [...done, [low, high]];
    }, []);
