/**
 * English words that say nothing of what a paper is about: the list of the SMART system, less those that mean something in a paper ("value",
 * "self", "zero", "few"), plus what an apostrophe leaves behind ("model's", "don't"). They are indexed like all others, for that ranks
 * better and phrases hold them; a query passes over them unless it has nothing else.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a able about above according accordingly across actually after afterwards again against ain all allow allows almost along already also
  although always am among amongst an and another any anybody anyhow anyone anything anyway anyways anywhere apart appear appreciate are
  aren around as at away awfully b be became because become becomes becoming been before beforehand being below beside besides between
  beyond both brief but by c came can cannot cant certain certainly clearly co com come comes concerning consequently consider
  considering contain containing contains corresponding could couldn course currently d definitely described despite did didn do does
  doesn doing don done down during e each edu eg either else elsewhere enough entirely especially et etc even ever every everybody
  everyone everything everywhere ex exactly except f far followed follows for former formerly forth from further furthermore g get gets
  getting given gives go goes going gone got gotten h had hadn happens hardly has hasn have haven having he hence her here hereafter
  hereby herein hereupon hers herself hi him himself his hither hopefully how howbeit however i ie if in inasmuch inc indeed indicate
  indicated indicates insofar instead into is isn it its itself j just k keep keeps kept l lately latter latterly least let like liked
  likely ll ltd m mainly many may maybe me meanwhile merely might more moreover most mostly much must mustn my myself n namely nd nearly
  neither never nevertheless no nobody non none noone nor normally not nothing now nowhere o obviously of off often oh ok okay on once
  only onto or other others otherwise ought our ours ourselves out over overall own p particular particularly per perhaps please plus
  possible presumably probably provide provides q que quite qv r rather rd re really reasonably regarding regardless regards relatively
  respectively s said same saw say saying says see seeing seem seemed seeming seems seen seriously several shall shan she should shouldn
  since so some somebody somehow someone something sometime sometimes somewhat somewhere soon still such sup sure t take taken tell
  tends th than thank thanks that the their theirs them themselves then thence there thereafter thereby therefore therein theres
  thereupon these they this thorough thoroughly those though through throughout thru thus to together too took toward towards tried
  tries truly try trying u un under unfortunately unless unlikely until unto up upon us use used useful uses using usually v various ve
  very via viz vs w want wants was wasn way we well went were weren what whatever when whence whenever where whereafter whereas whereby
  wherein whereupon wherever whether which while whither who whoever whole whom whose why will willing wish with within without won
  would wouldn x y yes yet you your yours yourself yourselves z`.split(/\s+/),
);
