/** A folded newspaper, for the tab of a browser. */
export const ICON_SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#ffb000"/>
<path d="M7 8h14v16H9a2 2 0 0 1-2-2z" fill="#fff"/>
<path d="M21 12h4v10a2 2 0 0 1-4 0z" fill="#fff3d6"/>
<path d="M10 12h8M10 16h8M10 20h5" stroke="#5c3d00" stroke-width="1.8" stroke-linecap="round"/>
</svg>
`;
