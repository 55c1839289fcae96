# Products and prices. Can be rebuilt from the import files within a day.
module "cluster" {
  source           = "../../modules/postgresql"
  name             = "catalogue"
  version_major    = 14
  backup_keep_days = 7
}
