import { secureHeaders } from 'hono/secure-headers';

const SELF = ["'self'"];
const NONE = ["'none'"];

/**
 * What every answer tells a browser: run and load nothing that is not from here, be in nobody's frame, tell no other site where one came
 * from. A page that is for all sites to read says so itself.
 */
export const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: NONE,
    scriptSrc: SELF,
    styleSrc: SELF,
    imgSrc: ["'self'", 'data:'],
    connectSrc: SELF,
    formAction: SELF,
    baseUri: NONE,
    frameAncestors: NONE,
  },
  xFrameOptions: 'DENY',
  // Whether it is reached over TLS, and for how long that stays so, is the proxy's to say.
  strictTransportSecurity: false,
  overwrite: false,
});
