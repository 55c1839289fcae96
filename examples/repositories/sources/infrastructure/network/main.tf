# One network for each environment; databases are reachable from the services' subnet alone.
variable "environment" {
  type = string
}

resource "openstack_networking_network_v2" "main" {
  name           = "meridian-${var.environment}"
  admin_state_up = true
}

resource "openstack_networking_subnet_v2" "services" {
  name       = "services"
  network_id = openstack_networking_network_v2.main.id
  cidr       = "10.20.0.0/16"
}
