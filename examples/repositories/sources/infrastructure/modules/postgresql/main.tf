resource "openstack_db_instance_v1" "cluster" {
  name = "${var.name}-database"
  size = 50

  datastore {
    type    = "postgresql"
    version = tostring(var.version_major)
  }
}
