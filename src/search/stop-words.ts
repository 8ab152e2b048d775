/**
 * English words too common to say what a paper is about. They are not indexed, but they keep their place in a text, so a phrase may hold
 * them. Single letters are what an apostrophe leaves behind ("model's", "don't").
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above after again against all am an and any are aren as at be because been before being below between both but by can cannot
  could couldn d did didn do does doesn doing don down during each few for from further had hadn has hasn have haven having he her here
  hers herself him himself his how however i if in into is isn it its itself just ll m me more most must mustn my myself no nor not now of
  off on once only or other ought our ours ourselves out over own re s same shan she should shouldn so some such t than that the their
  theirs them themselves then there these they this those through to too under until up ve very was wasn we were weren what when where
  which while who whom why will with won would wouldn you your yours yourself yourselves`.split(/\s+/),
);
