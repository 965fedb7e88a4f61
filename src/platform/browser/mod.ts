/** The platform of a browser. */
export { openMemorySqlDriver } from "./sql_driver.ts";
