declare module 'geodesy/osgridref.js' {
  export default class OsGridRef {
    static parse(gridref: string): OsGridRef;
    toLatLon(): { lat: number; lon: number };
  }
}
