# Orders. Rows older than seven years are removed by order-api.
module "cluster" {
  source           = "../../modules/postgresql"
  name             = "orders"
  version_major    = 15
  backup_keep_days = 30
}
